import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const cloudflare: VendorToken = {
  vendor: 'Cloudflare',
  source: 'https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/',
  anchors: ['cfut_', 'cfat_', 'cfk_', 'v1.0-'],
  pattern: /cf(?:ut|at|k)_[A-Za-z0-9]{48}|v1\.0-[0-9a-f]{24}-[0-9a-f]{146}/y,
  found: [`cfut_${tail(48)}`, `v1.0-${tail(24, 'hex')}-${tail(146, 'hex')}`],
  left: ['cfat_tooshort', 'v1.0-rc.1'],
}
