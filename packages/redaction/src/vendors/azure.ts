import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const azure: VendorToken = {
  vendor: 'Microsoft Entra ID',
  source: 'https://learn.microsoft.com/purview/sit-defn-client-secret-api-key',
  anchors: ['q~'],
  pattern: /[\w.~-]{3}\dQ~[\w.~-]{31,34}/y,
  anchorAt: 4,
  found: [`Ab18Q~${tail(34)}`],
  left: ['~~~~Q~~~~', 'u~8Q~short'],
}
