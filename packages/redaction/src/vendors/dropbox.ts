import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const dropbox: VendorToken = {
  vendor: 'Dropbox',
  source: 'https://developers.dropbox.com/oauth-guide',
  anchors: ['sl.'],
  pattern: /sl\.(?:u\.)?[\w-]{130,1400}/y,
  found: [`sl.u.${tail(99)}${tail(99)}`],
  left: ['sl.short'],
}
