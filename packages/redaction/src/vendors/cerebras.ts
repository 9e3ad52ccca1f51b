import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const cerebras: VendorToken = {
  vendor: 'Cerebras',
  source: 'https://inference-docs.cerebras.ai/quickstart',
  anchors: ['csk-'],
  pattern: /csk-[a-z0-9]{48}/y,
  found: [`csk-${tail(48, 'lower')}`],
  left: ['csk-x'],
}
