import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const onepassword: VendorToken = {
  vendor: '1Password',
  source: 'https://developer.1password.com/docs/service-accounts/use-with-1password-cli/',
  anchors: ['ops_eyj'],
  pattern: /ops_eyJ[A-Za-z0-9+/]{100,2048}={0,3}/y,
  found: [`ops_eyJ${tail(300)}`],
  left: ['ops_eyJx'],
}
