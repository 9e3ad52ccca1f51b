import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const tailscale: VendorToken = {
  vendor: 'Tailscale',
  source: 'https://tailscale.com/docs/reference/key-prefixes',
  anchors: ['tskey-'],
  pattern: /tskey-[a-z]{2,8}-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,40}/y,
  found: [`tskey-auth-${tail(12)}CNTRL-${tail(32)}`],
  left: ['tskey-auth-x'],
}
