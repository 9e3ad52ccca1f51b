import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const scaleway: VendorToken = {
  vendor: 'Scaleway',
  source: 'https://www.scaleway.com/en/developers/api/iam/api-keys',
  anchors: ['scw'],
  pattern: /SCW[A-Z0-9]{17}/y,
  found: [`SCW${tail(17, 'upper')}`],
  left: ['SCW_ACCESS_KEY'],
}
