import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const razorpay: VendorToken = {
  vendor: 'Razorpay',
  source: 'https://razorpay.com/docs/api/authentication/',
  anchors: ['rzp_live_', 'rzp_test_'],
  pattern: /rzp_(?:live|test)_[A-Za-z0-9]{14}/y,
  found: [`rzp_live_${tail(14)}`],
  left: ['rzp_live_x'],
}
