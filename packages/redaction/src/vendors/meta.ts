import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const meta: VendorToken = {
  vendor: 'Meta',
  source: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
  anchors: ['eaa', 'igq'],
  pattern: /EAA[A-Za-z0-9]{80,250}|IGQ[A-Za-z0-9_-]{80,250}/y,
  found: [`EAA${tail(150)}`],
  left: [`EAA${tail(40)}`],
}
