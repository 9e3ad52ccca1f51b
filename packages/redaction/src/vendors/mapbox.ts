import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const mapbox: VendorToken = {
  vendor: 'Mapbox',
  source: 'https://docs.mapbox.com/help/dive-deeper/access-tokens/',
  anchors: ['sk.eyj', 'tk.eyj', 'pk.eyj'],
  pattern: /[spt]k\.eyJ[\w-]{20,200}\.[\w-]{20,40}/y,
  found: [`sk.eyJ${tail(60)}.${tail(22)}`],
  left: ['sk.eyJ'],
}
