import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const sonar: VendorToken = {
  vendor: 'SonarQube',
  source: 'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/',
  anchors: ['squ_', 'sqp_', 'sqa_'],
  pattern: /sq[upa]_[0-9a-f]{40}/y,
  found: [`squ_${tail(40, 'hex')}`],
  left: ['squ_x'],
}
