import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const stripe: VendorToken = {
  vendor: 'Stripe',
  source: 'https://docs.stripe.com/keys',
  anchors: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
  pattern: /[sr]k_(?:live|test)_\w{24,247}|whsec_[A-Za-z0-9+/]{32,64}/y,
  found: [`sk_live_${tail(24)}`, `rk_test_${tail(99)}`],
  left: [`sk_live_${tail(9)}`, `pk_live_${tail(24)}`],
}
