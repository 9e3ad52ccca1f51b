import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const huggingface: VendorToken = {
  vendor: 'Hugging Face',
  source: 'https://huggingface.co/docs/hub/security-tokens',
  anchors: ['hf_', 'api_org_'],
  pattern: /(?:hf_|api_org_)[A-Za-z0-9]{34,40}/y,
  found: [`hf_${tail(34)}`],
  left: [`hf_${tail(10)}`],
}
