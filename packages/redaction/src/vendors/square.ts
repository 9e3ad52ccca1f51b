import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const square: VendorToken = {
  vendor: 'Square',
  source: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  anchors: ['eaaa', 'sq0atp-', 'sq0csp-'],
  pattern: /EAAA[\w-]{56,60}|sq0(?:atp|csp)-[\w-]{22,60}/y,
  found: [`EAAA${tail(60)}`, `sq0csp-${tail(43)}`],
  left: [`EAAA${tail(8)}`],
}
