import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const doppler: VendorToken = {
  vendor: 'Doppler',
  source: 'https://docs.doppler.com/reference/auth-token-formats',
  anchors: ['dp.'],
  pattern: /dp\.(?:ct|pt|st(?:\.[\w-]{2,35})?|sa|scim|audit)\.[A-Za-z0-9]{40,44}/y,
  found: [`dp.pt.${tail(43)}`],
  left: ['dp.x'],
}
