import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const render: VendorToken = {
  vendor: 'Render',
  source: 'https://render.com/docs/api#1-create-an-api-key',
  anchors: ['rnd_'],
  pattern: /rnd_[A-Za-z0-9]{28,36}/y,
  found: [`rnd_${tail(28)}`],
  left: ['rnd_seed'],
}
