import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const paypal: VendorToken = {
  vendor: 'PayPal Braintree',
  source: 'https://developer.paypal.com/braintree/docs/guides/extend/oauth/access-tokens',
  anchors: ['access_token$'],
  pattern: /access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}/y,
  found: [`access_token$production$${tail(16, 'lower')}$${tail(32, 'hex')}`],
  left: ['access_token$x'],
}
