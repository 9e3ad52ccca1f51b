import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const npm: VendorToken = {
  vendor: 'npm',
  source: 'https://docs.npmjs.com/about-access-tokens',
  anchors: ['npm_'],
  pattern: /npm_[A-Za-z0-9]{36}/y,
  found: [`npm_${tail(36)}`],
  left: ['npm_config_registry', `npm_${tail(20)}`],
}
