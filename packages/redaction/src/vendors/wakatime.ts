import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const wakatime: VendorToken = {
  vendor: 'WakaTime',
  source: 'https://wakatime.com/developers#authentication',
  anchors: ['waka_'],
  pattern: /waka_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  found: [`waka_${tail(8, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['waka_time'],
}
