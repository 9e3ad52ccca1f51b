import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const sentry: VendorToken = {
  vendor: 'Sentry',
  source: 'https://docs.sentry.io/security-legal-pii/security/token-formats/',
  anchors: ['sntrys_', 'sntryu_'],
  pattern: /sntrys_eyJ[A-Za-z0-9+/=_-]{80,400}|sntryu_[0-9a-f]{64}/y,
  found: [`sntryu_${tail(64, 'hex')}`, `sntrys_eyJ${tail(120)}`],
  left: [`sntryu_${tail(63, 'hex')}`],
}
