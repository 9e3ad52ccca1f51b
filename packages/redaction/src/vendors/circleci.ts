import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const circleci: VendorToken = {
  vendor: 'CircleCI',
  source: 'https://circleci.com/docs/guides/toolkit/managing-api-tokens/',
  anchors: ['ccipat_', 'ccipprj_'],
  pattern: /CCIP(?:AT|PRJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}/y,
  found: [`CCIPAT_${tail(22)}_${tail(40, 'hex')}`],
  left: ['CCIPAT_x'],
}
