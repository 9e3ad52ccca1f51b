import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const supabase: VendorToken = {
  vendor: 'Supabase',
  source: 'https://supabase.com/docs/guides/api/api-keys',
  anchors: ['sbp_', 'sb_secret_'],
  pattern: /sbp_[0-9a-f]{40}|sb_secret_[\w-]{22,64}/y,
  found: [`sbp_${tail(40, 'hex')}`, `sb_secret_${tail(31)}`],
  left: ['sbp_x'],
}
