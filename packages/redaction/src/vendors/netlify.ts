import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const netlify: VendorToken = {
  vendor: 'Netlify',
  source: 'https://docs.netlify.com/api/get-started/#authentication',
  anchors: ['nfp_', 'nfc_', 'nfo_'],
  pattern: /nf[pco]_[A-Za-z0-9]{36,40}/y,
  found: [`nfp_${tail(36)}`],
  left: ['nfp_x'],
}
