import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const pinecone: VendorToken = {
  vendor: 'Pinecone',
  source: 'https://docs.pinecone.io/guides/projects/manage-api-keys',
  anchors: ['pcsk_'],
  pattern: /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{40,80}/y,
  found: [`pcsk_${tail(5)}_${tail(63)}`],
  left: ['pcsk_x'],
}
