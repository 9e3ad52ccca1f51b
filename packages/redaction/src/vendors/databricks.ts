import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const databricks: VendorToken = {
  vendor: 'Databricks',
  source: 'https://docs.databricks.com/dev-tools/auth/pat',
  anchors: ['dapi', 'dkea', 'dose'],
  pattern: /dapi[0-9a-h]{32}(?:-\d)?|d(?:kea|ose)[0-9a-f]{32}/y,
  found: [`dapi${tail(32, 'hex')}`],
  left: [`dapi${tail(9, 'hex')}`],
}
