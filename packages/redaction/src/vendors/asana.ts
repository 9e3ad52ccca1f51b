import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const asana: VendorToken = {
  vendor: 'Asana',
  source: 'https://developers.asana.com/docs/personal-access-token',
  anchors: ['1/', '2/'],
  pattern: /[12]\/\d{16}(?:\/\d{16})?:[0-9a-f]{32}/y,
  found: [`1/${tail(16, 'digits')}:${tail(32, 'hex')}`],
  left: ['1/2'],
}
