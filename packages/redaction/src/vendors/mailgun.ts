import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const mailgun: VendorToken = {
  vendor: 'Mailgun',
  source: 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth',
  anchors: ['key-', 'pubkey-'],
  pattern: /(?:pub)?key-[0-9a-f]{32}(?![\w-])/y,
  found: [`key-${tail(32, 'hex')}`],
  left: ['key-value', `key-${tail(33, 'hex')}`],
}
