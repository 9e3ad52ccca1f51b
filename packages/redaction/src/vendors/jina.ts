import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const jina: VendorToken = {
  vendor: 'Jina',
  source: 'https://jina.ai/api-dashboard/',
  anchors: ['jina_'],
  pattern: /jina_[\w-]{50,80}/y,
  found: [`jina_${tail(60)}`],
  left: ['jina_x'],
}
