import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const easypost: VendorToken = {
  vendor: 'EasyPost',
  source: 'https://docs.easypost.com/docs/authentication',
  anchors: ['ezak', 'eztk'],
  pattern: /EZ[AT]K[A-Za-z0-9]{54}/y,
  found: [`EZAK${tail(54)}`],
  left: [`EZAK${tail(10)}`],
}
