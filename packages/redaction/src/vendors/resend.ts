import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const resend: VendorToken = {
  vendor: 'Resend',
  source: 'https://resend.com/docs/api-reference/introduction',
  anchors: ['re_'],
  pattern: /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}/y,
  found: [`re_${tail(8)}_${tail(24)}`],
  left: ['re_try_count'],
}
