import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const mailchimp: VendorToken = {
  vendor: 'Mailchimp',
  source: 'https://mailchimp.com/developer/marketing/guides/quick-start/#generate-your-api-key',
  anchors: ['-us'],
  pattern: /[0-9a-f]{32}-us\d{1,2}/y,
  anchorAt: 32,
  found: [`${tail(32, 'hex')}-us12`],
  left: ['contact-us1'],
}
