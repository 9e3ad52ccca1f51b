import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const twitter: VendorToken = {
  vendor: 'X',
  source: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/bearer-tokens',
  anchors: ['aaaaaaaaaaaaaaaaaaaaa'],
  pattern: /A{19,24}[\w%]{60,120}/y,
  found: [`AAAAAAAAAAAAAAAAAAAAA${tail(90)}`],
  left: ['AAAAAAAAAAAAAAAAAAAAA short'],
}
