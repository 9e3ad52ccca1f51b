import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const honeycomb: VendorToken = {
  vendor: 'Honeycomb',
  source: 'https://docs.honeycomb.io/configure/environments/manage-api-keys/',
  anchors: ['hcaik_', 'hcbik_', 'hcxik_'],
  pattern: /hc[a-z]ik_[A-Za-z0-9]{58}/y,
  found: [`hcaik_${tail(58, 'lower')}`],
  left: ['hcaik_x'],
}
