import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const infracost: VendorToken = {
  vendor: 'Infracost',
  source: 'https://www.infracost.io/docs/',
  anchors: ['ico-'],
  pattern: /ico-[A-Za-z0-9]{32}/y,
  found: [`ico-${tail(32)}`],
  left: ['ico-x'],
}
