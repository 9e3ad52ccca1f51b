import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const teams: VendorToken = {
  vendor: 'Microsoft Teams',
  source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
  anchors: ['.webhook.office.com/'],
  pattern: /\.webhook\.office\.com\/webhookb2\/[\w@-]{36,80}\/IncomingWebhook\/[0-9a-f]{32}\/[\w-]{36}(?:\/[\w-]{20,60})?/y,
  found: [
    `.webhook.office.com/webhookb2/${tail(36, 'hex')}@${tail(36, 'hex')}/IncomingWebhook/${tail(32, 'hex')}/${tail(36, 'hex')}`,
  ],
  left: ['.webhook.office.com/help'],
}
