import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const prefect: VendorToken = {
  vendor: 'Prefect',
  source: 'https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys',
  anchors: ['pnu_', 'pnb_'],
  pattern: /pn[ub]_[A-Za-z0-9]{36}/y,
  found: [`pnu_${tail(36)}`],
  left: ['pnu_x'],
}
