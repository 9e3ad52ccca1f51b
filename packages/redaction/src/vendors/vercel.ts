import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const vercel: VendorToken = {
  vendor: 'Vercel',
  source: 'https://vercel.com/docs/rest-api#authentication',
  anchors: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
  pattern: /vc[piark]_[A-Za-z0-9]{24,64}/y,
  found: [`vcp_${tail(40)}`],
  left: ['vcp_abc'],
}
