import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const pulumi: VendorToken = {
  vendor: 'Pulumi',
  source: 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
  anchors: ['pul-'],
  pattern: /pul-[0-9a-f]{40}/y,
  found: [`pul-${tail(40, 'hex')}`],
  left: ['pul-x'],
}
