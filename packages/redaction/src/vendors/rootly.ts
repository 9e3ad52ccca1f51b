import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const rootly: VendorToken = {
  vendor: 'Rootly',
  source: 'https://docs.rootly.com/api-reference/overview',
  anchors: ['rootly_'],
  pattern: /rootly_[0-9a-f]{64}/y,
  found: [`rootly_${tail(64, 'hex')}`],
  left: ['rootly_x'],
}
