import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const brevo: VendorToken = {
  vendor: 'Brevo',
  source: 'https://developers.brevo.com/docs/getting-started',
  anchors: ['xkeysib-', 'xsmtpsib-'],
  pattern: /x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}/y,
  found: [`xkeysib-${tail(64, 'hex')}-${tail(16)}`],
  left: ['xkeysib-x'],
}
