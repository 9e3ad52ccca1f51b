import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const woocommerce: VendorToken = {
  vendor: 'WooCommerce',
  source: 'https://developer.woocommerce.com/docs/apis/rest-api/authentication/',
  anchors: ['ck_', 'cs_'],
  pattern: /c[ks]_[0-9a-f]{40}/y,
  found: [`ck_${tail(40, 'hex')}`],
  left: ['ck_x'],
}
