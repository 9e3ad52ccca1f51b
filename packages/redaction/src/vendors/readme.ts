import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const readme: VendorToken = {
  vendor: 'ReadMe',
  source: 'https://docs.readme.com/main/reference/authentication',
  anchors: ['rdme_'],
  pattern: /rdme_[a-z0-9]{70}/y,
  found: [`rdme_${tail(70, 'lower')}`],
  left: ['rdme_x'],
}
