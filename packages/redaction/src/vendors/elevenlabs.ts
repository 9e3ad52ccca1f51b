import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const elevenlabs: VendorToken = {
  vendor: 'ElevenLabs',
  source: 'https://elevenlabs.io/docs/api-reference/authentication',
  anchors: ['sk_'],
  pattern: /sk_[0-9a-f]{48}/y,
  found: [`sk_${tail(48, 'hex')}`],
  left: ['sk_buff'],
}
