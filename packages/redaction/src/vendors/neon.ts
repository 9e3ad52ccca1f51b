import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const neon: VendorToken = {
  vendor: 'Neon',
  source: 'https://neon.com/docs/manage/api-keys',
  anchors: ['napi_'],
  pattern: /napi_[a-z0-9]{60,70}/y,
  found: [`napi_${tail(64, 'lower')}`],
  left: ['napi_env'],
}
