import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const adobe: VendorToken = {
  vendor: 'Adobe',
  source: 'https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/implementation',
  anchors: ['p8e-'],
  pattern: /p8e-[A-Za-z0-9_-]{32}/y,
  found: [`p8e-${tail(32)}`],
  left: ['p8e-x'],
}
