import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const backblaze: VendorToken = {
  vendor: 'Backblaze',
  source: 'https://www.backblaze.com/docs/cloud-storage-create-and-manage-app-keys',
  anchors: ['k00'],
  pattern: /K00\d[A-Za-z0-9+/]{27}/y,
  found: [`K005${tail(27)}`],
  left: ['K005'],
}
