import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const infisical: VendorToken = {
  vendor: 'Infisical',
  source: 'https://infisical.com/docs/documentation/platform/token',
  anchors: ['st.'],
  pattern: /st\.[0-9a-f-]{24,36}\.[0-9a-f]{32}\.[0-9a-f]{32}/y,
  found: [`st.${tail(24, 'hex')}.${tail(32, 'hex')}.${tail(32, 'hex')}`],
  left: ['st.louis'],
}
