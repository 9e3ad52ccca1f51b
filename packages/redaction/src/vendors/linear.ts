import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const linear: VendorToken = {
  vendor: 'Linear',
  source: 'https://linear.app/developers/graphql#authentication',
  anchors: ['lin_api_', 'lin_oauth_'],
  pattern: /lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/y,
  found: [`lin_api_${tail(40)}`],
  left: ['lin_api_x'],
}
