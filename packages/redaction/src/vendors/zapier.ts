import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const zapier: VendorToken = {
  vendor: 'Zapier',
  source: 'https://help.zapier.com/hc/en-us/articles/8496288690317',
  anchors: ['hooks.zapier.com/hooks/catch/'],
  pattern: /hooks\.zapier\.com\/hooks\/catch\/\d{4,10}\/[a-z0-9]{6,12}/y,
  found: [`hooks.zapier.com/hooks/catch/${tail(7, 'digits')}/${tail(7, 'lower')}`],
  left: ['hooks.zapier.com/hooks/catch/x'],
}
