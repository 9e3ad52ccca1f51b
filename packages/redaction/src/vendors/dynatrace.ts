import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const dynatrace: VendorToken = {
  vendor: 'Dynatrace',
  source: 'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
  anchors: ['dt0'],
  pattern: /dt0[a-z]\d\d\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}/y,
  found: [`dt0c01.${tail(24, 'upper')}.${tail(64, 'upper')}`],
  left: ['dt0c01.x'],
}
