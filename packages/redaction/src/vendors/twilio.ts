import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const twilio: VendorToken = {
  vendor: 'Twilio',
  source: 'https://www.twilio.com/docs/iam/api-keys',
  anchors: ['sk'],
  pattern: /SK[0-9a-f]{32}/y,
  found: [`SK${tail(32, 'hex')}`],
  left: [`SK${tail(8, 'hex')}`, `sk${tail(32, 'hex')}`],
}
