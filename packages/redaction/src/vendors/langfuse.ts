import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const langfuse: VendorToken = {
  vendor: 'Langfuse',
  source: 'https://langfuse.com/docs/api-and-data-platform/features/public-api',
  anchors: ['sk-lf-'],
  pattern: /sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/y,
  found: [`sk-lf-${tail(8, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(4, 'hex')}-${tail(12, 'hex')}`],
  left: ['sk-lf-x'],
}
