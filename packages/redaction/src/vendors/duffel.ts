import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const duffel: VendorToken = {
  vendor: 'Duffel',
  source: 'https://duffel.com/docs/api/overview/test-your-integration',
  anchors: ['duffel_test_', 'duffel_live_'],
  pattern: /duffel_(?:test|live)_[\w=-]{43}/y,
  found: [`duffel_live_${tail(43)}`],
  left: ['duffel_test_x'],
}
