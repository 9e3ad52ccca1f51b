import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const contentful: VendorToken = {
  vendor: 'Contentful',
  source: 'https://www.contentful.com/developers/docs/references/authentication/',
  anchors: ['cfpat-'],
  pattern: /CFPAT-[\w-]{43}/y,
  found: [`CFPAT-${tail(43)}`],
  left: ['CFPAT-x'],
}
