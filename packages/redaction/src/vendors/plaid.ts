import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const plaid: VendorToken = {
  vendor: 'Plaid',
  source: 'https://plaid.com/docs/api/tokens/',
  anchors: ['access-sandbox-', 'access-production-', 'access-development-'],
  pattern: /access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  found: [`access-sandbox-${tail(8, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['access-sandbox-x'],
}
