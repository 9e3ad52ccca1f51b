import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const docker: VendorToken = {
  vendor: 'Docker',
  source: 'https://docs.docker.com/security/access-tokens/',
  anchors: ['dckr_pat_', 'dckr_oat_'],
  pattern: /dckr_[po]at_[\w-]{27,32}/y,
  found: [`dckr_pat_${tail(27)}`],
  left: ['dckr_pat_x'],
}
