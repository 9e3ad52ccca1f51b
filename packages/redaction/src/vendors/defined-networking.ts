import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const definedNetworking: VendorToken = {
  vendor: 'Defined Networking',
  source: 'https://docs.defined.net/guides/automating-host-creation/',
  anchors: ['dnkey-'],
  pattern: /dnkey-[\w=-]{26}-[\w=-]{52}/y,
  found: [`dnkey-${tail(26)}-${tail(52)}`],
  left: ['dnkey-x'],
}
