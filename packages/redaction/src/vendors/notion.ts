import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const notion: VendorToken = {
  vendor: 'Notion',
  source: 'https://developers.notion.com/reference/authentication',
  anchors: ['ntn_'],
  pattern: /ntn_\d{11}[A-Za-z0-9]{35}/y,
  found: [`ntn_${tail(11, 'digits')}${tail(35)}`],
  left: [`ntn_${tail(11, 'digits')}`],
}
