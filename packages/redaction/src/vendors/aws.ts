import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const aws: VendorToken = {
  vendor: 'AWS',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  anchors: ['akia', 'asia', 'abia', 'acca', 'a3t'],
  pattern: /(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}/y,
  found: [`AKIA${tail(16, 'upper')}`],
  left: ['AKIAIOSFODNN7EXAMPLE', 'AKIA short', 'FANTASIAINTHEKEYOFCMINOR'],
}
