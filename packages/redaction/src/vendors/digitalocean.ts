import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const digitalocean: VendorToken = {
  vendor: 'DigitalOcean',
  source: 'https://docs.digitalocean.com/reference/api/create-personal-access-token/',
  anchors: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
  pattern: /do[opr]_v1_[0-9a-f]{64}/y,
  found: [`dop_v1_${tail(64, 'hex')}`],
  left: [`dop_v1_${tail(20, 'hex')}`],
}
