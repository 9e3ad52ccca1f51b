import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const vault: VendorToken = {
  vendor: 'HashiCorp Vault',
  source: 'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes',
  anchors: ['hvs.', 'hvb.', 'hvr.'],
  pattern: /hv[sbr]\.[\w-]{24,300}/y,
  found: [`hvs.${tail(95)}`],
  left: ['hvs.short'],
}

export const terraform: VendorToken = {
  vendor: 'HCP Terraform',
  source: 'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
  anchors: ['.atlasv1.'],
  anchorAt: 14,
  pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}/y,
  found: [`${tail(14)}.atlasv1.${tail(67)}`],
  left: [`${tail(14)}.atlasv1.x`],
}
