import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const buildkite: VendorToken = {
  vendor: 'Buildkite',
  source: 'https://buildkite.com/docs/apis/managing-api-tokens',
  anchors: ['bkua_'],
  pattern: /bkua_[0-9a-f]{40}/y,
  found: [`bkua_${tail(40, 'hex')}`],
  left: ['bkua_x'],
}
