import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const octopus: VendorToken = {
  vendor: 'Octopus Deploy',
  source: 'https://octopus.com/docs/api/authentication/create-an-api-key',
  anchors: ['api-'],
  pattern: /API-[A-Z0-9]{25,32}(?![\w-])/y,
  found: [`API-${tail(26, 'upper')}`],
  left: ['API-GATEWAY', `api-${tail(26, 'lower')}`],
}
