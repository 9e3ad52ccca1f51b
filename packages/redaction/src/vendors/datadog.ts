import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const datadog: VendorToken = {
  vendor: 'Datadog',
  source: 'https://docs.datadoghq.com/account_management/api-app-keys/',
  anchors: ['ddapp_', 'ddapi_'],
  pattern: /dda(?:pp|pi)_[A-Za-z0-9]{30,40}/y,
  found: [`ddapp_${tail(34)}`],
  left: ['ddapp_x'],
}
