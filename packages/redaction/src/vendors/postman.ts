import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const postman: VendorToken = {
  vendor: 'Postman',
  source: 'https://learning.postman.com/docs/developer/postman-api/authentication/',
  anchors: ['pmak-', 'pmat-'],
  pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}|PMAT-[0-9A-Z]{26}/y,
  found: [`PMAK-${tail(24, 'hex')}-${tail(34, 'hex')}`],
  left: ['PMAK-x'],
}
