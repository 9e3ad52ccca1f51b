import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const settlemint: VendorToken = {
  vendor: 'SettleMint',
  source: 'https://console.settlemint.com/documentation/platform-components/security-and-authentication/personal-access-tokens',
  anchors: ['sm_pat_', 'sm_aat_', 'sm_sat_'],
  pattern: /sm_[pas]at_[A-Za-z0-9]{16}/y,
  found: [`sm_pat_${tail(16)}`],
  left: [`sm_pat_${tail(9)}`],
}
