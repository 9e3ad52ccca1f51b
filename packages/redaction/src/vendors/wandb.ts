import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const wandb: VendorToken = {
  vendor: 'Weights & Biases',
  source: 'https://docs.wandb.ai/support/find_api_key/',
  anchors: ['wandb_v1_'],
  pattern: /wandb_v1_\w{40,100}/y,
  found: [`wandb_v1_${tail(60)}`],
  left: ['wandb_v1_x'],
}
