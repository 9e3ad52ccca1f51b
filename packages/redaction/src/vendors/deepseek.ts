import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const deepseek: VendorToken = {
  vendor: 'DeepSeek',
  source: 'https://api-docs.deepseek.com/',
  anchors: ['sk-'],
  pattern: /sk-[0-9a-f]{32}/y,
  found: [`sk-${tail(32, 'hex')}`],
  left: [`sk-${tail(20, 'hex')}`],
}
