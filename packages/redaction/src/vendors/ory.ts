import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const ory: VendorToken = {
  vendor: 'Ory',
  source: 'https://www.ory.com/docs/concepts/personal-access-token',
  anchors: ['ory_'],
  pattern: /ory_(?:at|rt|ac|pat|wak|st|lo)_[\w.-]{20,200}/y,
  found: [`ory_pat_${tail(40)}`],
  left: ['ory_at_x'],
}
