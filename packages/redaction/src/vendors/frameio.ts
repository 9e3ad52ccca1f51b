import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const frameio: VendorToken = {
  vendor: 'Frame.io',
  source: 'https://developer.adobe.com/frameio/guides/Authentication/',
  anchors: ['fio-u-'],
  pattern: /fio-u-[\w=-]{64}/y,
  found: [`fio-u-${tail(64)}`],
  left: ['fio-u-x'],
}
