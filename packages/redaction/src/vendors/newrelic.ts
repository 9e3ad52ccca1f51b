import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const newrelic: VendorToken = {
  vendor: 'New Relic',
  source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
  anchors: ['nrak-', 'nrjs-', 'nrii-', 'nrra-', 'nral'],
  pattern: /NRAK-[A-Za-z0-9]{27}|NR(?:JS|RA)-[0-9a-f]{19,42}|NRII-[A-Za-z0-9_-]{32}|[0-9a-f]{36}NRAL/y,
  found: [`NRAK-${tail(27, 'upper')}`],
  left: ['NRAK-x'],
}
