import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const shippo: VendorToken = {
  vendor: 'Shippo',
  source: 'https://docs.goshippo.com/docs/guides_general/authentication/',
  anchors: ['shippo_live_', 'shippo_test_'],
  pattern: /shippo_(?:live|test)_[0-9a-f]{40}/y,
  found: [`shippo_live_${tail(40, 'hex')}`],
  left: ['shippo_live_x'],
}
