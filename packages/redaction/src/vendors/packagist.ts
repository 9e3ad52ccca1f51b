import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const packagist: VendorToken = {
  vendor: 'Private Packagist',
  source: 'https://packagist.com/docs/composer-authentication',
  anchors: ['packagist_'],
  pattern: /packagist_[a-z]{3}_[0-9a-f]{68}/y,
  found: [`packagist_ort_${tail(68, 'hex')}`],
  left: ['packagist_ort_x'],
}
