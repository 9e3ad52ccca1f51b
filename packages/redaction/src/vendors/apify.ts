import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const apify: VendorToken = {
  vendor: 'Apify',
  source: 'https://docs.apify.com/platform/integrations/api',
  anchors: ['apify_api_'],
  pattern: /apify_api_[A-Za-z0-9]{30,44}/y,
  found: [`apify_api_${tail(36)}`],
  left: ['apify_api_x'],
}
