import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const atlassian: VendorToken = {
  vendor: 'Atlassian',
  source: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  anchors: ['atatt3', 'atctt3', 'atbb', 'bbdc-'],
  pattern: /AT[AC]TT3[\w=-]{60,320}|ATBB[A-Za-z0-9]{32}|BBDC-[A-Za-z0-9+/@_-]{40,60}/y,
  found: [`ATATT3${tail(180)}`, `ATBB${tail(32)}`],
  left: [`ATBB${tail(9)}`],
}
