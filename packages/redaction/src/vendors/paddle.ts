import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const paddle: VendorToken = {
  vendor: 'Paddle',
  source: 'https://developer.paddle.com/api-reference/about/authentication/',
  anchors: ['pdl_live_', 'pdl_sdbx_', 'pdl_ntfset_'],
  pattern: /pdl_(?:live|sdbx|ntfset)_(?:apikey_)?[a-z0-9]{26}_[\w+/]{20,40}(?:_[A-Za-z0-9]{3})?/y,
  found: [`pdl_live_apikey_${tail(26, 'lower')}_${tail(22)}_${tail(3)}`],
  left: ['pdl_live_x'],
}
