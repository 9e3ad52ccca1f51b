import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const hubspot: VendorToken = {
  vendor: 'HubSpot',
  source: 'https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview',
  anchors: ['pat-na', 'pat-eu', 'pat-ap'],
  pattern: /pat-(?:na|eu|ap)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  found: [`pat-na1-${tail(8, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['pat-na1-x'],
}
