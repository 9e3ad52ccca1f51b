import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const grafana: VendorToken = {
  vendor: 'Grafana',
  source: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
  anchors: ['glsa_', 'glc_'],
  pattern: /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}/y,
  found: [`glsa_${tail(32)}_${tail(8, 'hex')}`],
  left: ['glc_x'],
}
