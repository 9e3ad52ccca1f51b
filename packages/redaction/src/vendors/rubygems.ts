import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const rubygems: VendorToken = {
  vendor: 'RubyGems',
  source: 'https://guides.rubygems.org/api-key-scopes/',
  anchors: ['rubygems_'],
  pattern: /rubygems_[0-9a-f]{48}/y,
  found: [`rubygems_${tail(48, 'hex')}`],
  left: ['rubygems_x'],
}
