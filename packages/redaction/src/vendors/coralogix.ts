import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const coralogix: VendorToken = {
  vendor: 'Coralogix',
  source: 'https://coralogix.com/docs/user-guides/account-management/api-keys/api-keys/',
  anchors: ['cxt', 'cxu'],
  pattern: /cx[tu]p_[A-Za-z0-9]{30}/y,
  found: [`cxtp_${tail(30)}`],
  left: ['cxtp_x'],
}
