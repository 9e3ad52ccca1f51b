import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const fireworks: VendorToken = {
  vendor: 'Fireworks AI',
  source: 'https://docs.fireworks.ai/api-reference/introduction',
  anchors: ['fw_'],
  pattern: /fw_[A-Za-z0-9]{22,24}(?!\w)/y,
  found: [`fw_${tail(24)}`],
  left: ['fw_version', `fw_${tail(30)}`],
}
