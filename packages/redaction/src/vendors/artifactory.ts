import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const artifactory: VendorToken = {
  vendor: 'JFrog',
  source: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens',
  anchors: ['akcp', 'cmvmdgtu'],
  pattern: /AKCp[A-Za-z0-9]{69,73}|cmVmdGtu[A-Za-z0-9]{56}/y,
  found: [`AKCp${tail(69)}`, `cmVmdGtu${tail(56)}`],
  left: [`AKCp${tail(5)}`],
}
