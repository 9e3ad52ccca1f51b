import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const unkey: VendorToken = {
  vendor: 'Unkey',
  source: 'https://www.unkey.com/docs/security/root-keys',
  anchors: ['unkey_'],
  pattern: /unkey_[A-Za-z0-9]{20,40}/y,
  found: [`unkey_${tail(24)}`],
  left: ['unkey_x'],
}
