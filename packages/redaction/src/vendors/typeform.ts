import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const typeform: VendorToken = {
  vendor: 'Typeform',
  source: 'https://www.typeform.com/developers/get-started/personal-access-token/',
  anchors: ['tfp_'],
  pattern: /tfp_[\w.=-]{40,60}/y,
  found: [`tfp_${tail(44)}`],
  left: ['tfp_x'],
}
