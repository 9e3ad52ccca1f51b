import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const gocardless: VendorToken = {
  vendor: 'GoCardless',
  source: 'https://developer.gocardless.com/api-reference/',
  anchors: ['live_', 'sandbox_'],
  pattern: /(?:live|sandbox)_[A-Za-z0-9=_-]{40}(?![\w=-])/y,
  found: [`live_${tail(40)}`],
  left: ['live_stream'],
}
