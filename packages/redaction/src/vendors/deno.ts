import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const deno: VendorToken = {
  vendor: 'Deno Deploy',
  source: 'https://docs.deno.com/deploy/reference/accounts/',
  anchors: ['ddp_', 'ddo_', 'ddw_'],
  pattern: /dd[pow]_[A-Za-z0-9]{36,40}/y,
  found: [`ddp_${tail(36)}`],
  left: ['ddp_x'],
}
