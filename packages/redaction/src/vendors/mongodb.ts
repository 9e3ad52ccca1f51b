import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const mongodb: VendorToken = {
  vendor: 'MongoDB Atlas',
  source: 'https://www.mongodb.com/docs/atlas/api/service-accounts/generate-oauth2-token/',
  anchors: ['mdb_sa_sk_'],
  pattern: /mdb_sa_sk_[\w-]{40}/y,
  found: [`mdb_sa_sk_${tail(40)}`],
  left: ['mdb_sa_sk_x'],
}
