import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const okta: VendorToken = {
  vendor: 'Okta',
  source: 'https://developer.okta.com/docs/guides/create-an-api-token/main/',
  anchors: ['ssws '],
  pattern: /SSWS 00[\w-]{40}/y,
  found: [`SSWS 00${tail(40)}`],
  left: [`SSWS ${tail(4)}`],
}
