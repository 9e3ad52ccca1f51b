import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const perplexity: VendorToken = {
  vendor: 'Perplexity',
  source: 'https://docs.perplexity.ai/guides/getting-started',
  anchors: ['pplx-'],
  pattern: /pplx-[A-Za-z0-9]{40,56}/y,
  found: [`pplx-${tail(48)}`],
  left: ['pplx-7b-online'],
}
