import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const openshift: VendorToken = {
  vendor: 'OpenShift',
  source:
    'https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-oauth-access-tokens',
  anchors: ['sha256~'],
  pattern: /sha256~[\w-]{43}/y,
  found: [`sha256~${tail(43)}`],
  left: ['sha256~x'],
}
