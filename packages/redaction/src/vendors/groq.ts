import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const groq: VendorToken = {
  vendor: 'Groq',
  source: 'https://console.groq.com/docs/quickstart',
  anchors: ['gsk_'],
  pattern: /gsk_[A-Za-z0-9]{52}/y,
  found: [`gsk_${tail(52)}`],
  left: [`gsk_${tail(53)}`],
}
