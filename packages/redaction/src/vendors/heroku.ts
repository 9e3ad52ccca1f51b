import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const heroku: VendorToken = {
  vendor: 'Heroku',
  source: 'https://devcenter.heroku.com/articles/oauth',
  anchors: ['hrku-'],
  pattern: /HRKU-[\w-]{30,70}/y,
  found: [`HRKU-AA${tail(58)}`],
  left: ['HRKU-x'],
}
