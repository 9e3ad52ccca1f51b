import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const discord: VendorToken = {
  vendor: 'Discord',
  source: 'https://discord.com/developers/docs/reference#authentication',
  anchors: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
  pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/y,
  found: [`discord.com/api/webhooks/${tail(18, 'digits')}/${tail(68)}`],
  left: ['discord.com/api/webhooks/1/a'],
}
