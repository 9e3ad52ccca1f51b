import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const xai: VendorToken = {
  vendor: 'xAI',
  source: 'https://docs.x.ai/docs/tutorial',
  anchors: ['xai-'],
  pattern: /xai-[A-Za-z0-9]{80}/y,
  found: [`xai-${tail(80)}`],
  left: ['xai-x'],
}
