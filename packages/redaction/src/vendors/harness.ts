import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const harness: VendorToken = {
  vendor: 'Harness',
  source: 'https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/',
  anchors: ['pat.', 'sat.'],
  pattern: /[ps]at\.[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}/y,
  found: [`pat.${tail(22)}.${tail(24, 'hex')}.${tail(20)}`],
  left: ['pat.me'],
}
