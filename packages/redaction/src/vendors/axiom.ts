import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const axiom: VendorToken = {
  vendor: 'Axiom',
  source: 'https://axiom.co/docs/reference/tokens',
  anchors: ['xaat-', 'xapt-'],
  pattern: /xa[ap]t-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  found: [`xaat-${tail(8, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['xaat-x'],
}
