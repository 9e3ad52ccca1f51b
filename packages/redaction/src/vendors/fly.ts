import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const fly: VendorToken = {
  vendor: 'Fly.io',
  source: 'https://fly.io/docs/security/tokens/',
  anchors: ['fo1_', 'fm1', 'fm2_'],
  pattern: /fo1_[\w-]{43}|fm[12][ar]?_[A-Za-z0-9+/]{60,2048}={0,3}/y,
  found: [`fo1_${tail(43)}`, `fm2_${tail(120)}`],
  left: ['fo1_x'],
}
