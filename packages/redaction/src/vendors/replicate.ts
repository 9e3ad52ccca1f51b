import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const replicate: VendorToken = {
  vendor: 'Replicate',
  source: 'https://replicate.com/docs/topics/security/api-tokens',
  anchors: ['r8_'],
  pattern: /r8_[A-Za-z0-9]{37}/y,
  found: [`r8_${tail(37)}`],
  left: ['r8_x'],
}
