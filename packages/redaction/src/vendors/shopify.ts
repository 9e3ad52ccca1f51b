import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const shopify: VendorToken = {
  vendor: 'Shopify',
  source: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens',
  anchors: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'],
  pattern: /shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32}/y,
  found: [`shpat_${tail(32, 'hex')}`],
  left: [`shpat_${tail(8, 'hex')}`],
}
