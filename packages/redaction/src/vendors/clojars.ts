import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const clojars: VendorToken = {
  vendor: 'Clojars',
  source: 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
  anchors: ['clojars_'],
  pattern: /CLOJARS_[a-z0-9]{60}/y,
  found: [`CLOJARS_${tail(60, 'lower')}`],
  left: ['CLOJARS_USERNAME'],
}
