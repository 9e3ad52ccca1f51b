import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const posthog: VendorToken = {
  vendor: 'PostHog',
  source: 'https://posthog.com/docs/api#authentication',
  anchors: ['phx_'],
  pattern: /phx_[A-Za-z0-9]{43,48}/y,
  found: [`phx_${tail(43)}`],
  left: ['phx_x'],
}
