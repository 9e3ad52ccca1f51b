import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const tavily: VendorToken = {
  vendor: 'Tavily',
  source: 'https://docs.tavily.com/documentation/api-reference/introduction',
  anchors: ['tvly-'],
  pattern: /tvly-(?:dev-|prod-)?[A-Za-z0-9]{30,60}/y,
  found: [`tvly-dev-${tail(32)}`],
  left: ['tvly-x'],
}
