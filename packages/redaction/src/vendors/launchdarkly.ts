import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const launchdarkly: VendorToken = {
  vendor: 'LaunchDarkly',
  source: 'https://launchdarkly.com/docs/home/account/api',
  anchors: ['api-', 'sdk-', 'mob-'],
  pattern: /(?:api|sdk|mob)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/y,
  found: [`sdk-${tail(8, 'hex')}-${tail(4, 'hex')}-4${tail(3, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['api-server'],
}
