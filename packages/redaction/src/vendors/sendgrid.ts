import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const sendgrid: VendorToken = {
  vendor: 'SendGrid',
  source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  anchors: ['sg.'],
  pattern: /SG\.[\w-]{16,32}\.[\w-]{16,64}/y,
  found: [`SG.${tail(22)}.${tail(43)}`],
  left: ['sg.example.org', 'SG.a.b'],
}
