import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const azureDevops: VendorToken = {
  vendor: 'Azure DevOps',
  source:
    'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate#format-of-pats',
  anchors: ['azdo'],
  pattern: /(?:[A-Za-z0-9]{76})AZDO[A-Za-z0-9]{4}/y,
  anchorAt: 76,
  found: [`${tail(76)}AZDO${tail(4)}`],
  left: [`AZDO${tail(4)}`],
}
