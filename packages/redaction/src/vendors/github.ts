import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const github: VendorToken = {
  vendor: 'GitHub',
  source: 'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
  anchors: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  pattern: /gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{36,255}|ghs_\d{1,12}_eyJ[\w.-]{40,2048}/y,
  found: [`ghp_${tail(36)}`, `github_pat_${tail(22)}_${tail(59)}`],
  left: [`ghp_${tail(12)}`, 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
}
