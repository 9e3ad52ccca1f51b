import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const crates: VendorToken = {
  vendor: 'crates.io',
  source: 'https://doc.rust-lang.org/cargo/reference/publishing.html',
  anchors: ['cio'],
  pattern: /cio[A-Za-z0-9]{32}/y,
  found: [`cio${tail(32)}`],
  left: [`cio${tail(9)}`, 'precious'],
}
