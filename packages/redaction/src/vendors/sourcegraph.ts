import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const sourcegraph: VendorToken = {
  vendor: 'Sourcegraph',
  source: 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token',
  anchors: ['sgp_'],
  pattern: /sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}/y,
  found: [`sgp_${tail(40, 'hex')}`],
  left: ['sgp_x'],
}
