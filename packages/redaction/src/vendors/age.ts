import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const age: VendorToken = {
  vendor: 'age',
  source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
  anchors: ['age-secret-key-1'],
  pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/y,
  found: [`AGE-SECRET-KEY-1${tail(58, 'upper')}`],
  left: ['AGE-SECRET-KEY-1X'],
}
