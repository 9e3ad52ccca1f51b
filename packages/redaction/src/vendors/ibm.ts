import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const ibm: VendorToken = {
  vendor: 'IBM Cloud',
  source: 'https://cloud.ibm.com/docs/account?topic=account-classic_keys',
  anchors: ['softlayer', 'sl_api_key', 'sl_apikey', 'sl-apikey'],
  pattern: /(?:softlayer|sl)[_-]{0,2}(?:[a-z]{2,8}[_-]?){0,2}[ \t]?[:=][ \t]?["']?[0-9a-f]{64}/y,
  found: [`sl_api_key:${tail(64, 'hex')}`],
  left: [`sl_api_key: ${tail(9, 'hex')}`],
}
