import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const planetscale: VendorToken = {
  vendor: 'PlanetScale',
  source: 'https://planetscale.com/docs/api/reference/service-tokens',
  anchors: ['pscale_'],
  pattern: /pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}/y,
  found: [`pscale_tkn_${tail(43)}`],
  left: ['pscale_tkn_x'],
}
