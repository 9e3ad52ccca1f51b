import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const openrouter: VendorToken = {
  vendor: 'OpenRouter',
  source: 'https://openrouter.ai/docs/api-reference/authentication',
  anchors: ['sk-or-v1-'],
  pattern: /sk-or-v1-[0-9a-f]{64}/y,
  found: [`sk-or-v1-${tail(64, 'hex')}`],
  left: ['sk-or-v1-x'],
}
