import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const gitlab: VendorToken = {
  vendor: 'GitLab',
  source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
  anchors: [
    'glpat-',
    'gldt-',
    'glrt-',
    'glrtr-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glimt-',
    'glagent-',
    'gloas-',
    'glsoat-',
    'glffct-',
    'glwt-',
    'gr1348941',
    '_gitlab_session=',
  ],
  pattern:
    /gl(?:pat|dt|rt|rtr|ft|soat|ffct|wt)-(?:[\w-]{50}|[\w-]{20})(?![\w.-])|gl(?:pat|rt)-[\w-]{27,128}\.(?:\w{2}\.)?\w{7,9}|glcbt-(?:\w{1,5}_)?[\w-]{20}(?![\w-])|glptt-[\w-]{40}(?![\w-])|glimt-[\w-]{25}(?![\w-])|glagent-[\w-]{50,1024}|gloas-[\w-]{64}(?![\w-])|GR1348941(?:[\w-]{50}|[\w-]{20})(?![\w-])|_gitlab_session=\w{32}/y,
  found: [`glpat-${tail(20)}`, `glrt-t1_${tail(27)}.01.${tail(7, 'lower')}`, `gloas-${tail(64)}`],
  left: [`glpat-${tail(12)}`, `glptt-${tail(41)}`],
}
