import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const authress: VendorToken = {
  vendor: 'Authress',
  source: 'https://authress.io/knowledge-base/docs/authorization/service-clients/',
  anchors: ['sc_', 'ext_', 'scauth_', 'authress_'],
  pattern: /(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}/y,
  found: [`sc_${tail(12, 'lower')}.${tail(4, 'lower')}.acc_${tail(12, 'lower')}.${tail(44)}`],
  left: ['sc_x'],
}
