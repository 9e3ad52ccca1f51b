import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const figma: VendorToken = {
  vendor: 'Figma',
  source: 'https://developers.figma.com/docs/rest-api/authentication/',
  anchors: ['figd_', 'figo_'],
  pattern: /fig[do]_[\w-]{40,60}/y,
  found: [`figd_${tail(40)}`],
  left: ['figd_x'],
}
