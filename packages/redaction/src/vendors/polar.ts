import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const polar: VendorToken = {
  vendor: 'Polar',
  source: 'https://polar.sh/docs/integrate/oat',
  anchors: ['polar_'],
  pattern: /polar_(?:oat|pat|whs|cs|at_[uo]|rt_[uo]|ci|crt|ac)_[\w-]{30,80}/y,
  found: [`polar_oat_${tail(43)}`],
  left: ['polar_opposites'],
}
