import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const airtable: VendorToken = {
  vendor: 'Airtable',
  source: 'https://airtable.com/developers/web/guides/personal-access-tokens',
  anchors: ['pat'],
  pattern: /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/y,
  found: [`pat${tail(14)}.${tail(64, 'hex')}`],
  left: ['patch.me'],
}
