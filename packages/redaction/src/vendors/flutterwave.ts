import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const flutterwave: VendorToken = {
  vendor: 'Flutterwave',
  source: 'https://developer.flutterwave.com/docs/authentication',
  anchors: ['flwseck', 'flwpubk'],
  pattern: /FLW(?:SECK|PUBK)(?:_TEST)?-[0-9a-zA-Z]{12,40}(?:-X)?/y,
  found: [`FLWSECK_TEST-${tail(32, 'hex')}-X`],
  left: ['FLWSECK-x'],
}
