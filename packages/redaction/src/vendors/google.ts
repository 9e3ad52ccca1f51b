import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const google: VendorToken = {
  vendor: 'Google Cloud',
  source: 'https://cloud.google.com/docs/authentication/api-keys',
  anchors: ['aiza', 'gocspx-', 'ya29.', '1//0'],
  pattern: /AIza[\w-]{35}|GOCSPX-[\w-]{28}|ya29\.[\w-]{30,2048}|1\/\/0[\w-]{40,512}/y,
  found: [`AIza${tail(35)}`, `GOCSPX-${tail(28)}`, `ya29.${tail(60)}`],
  left: [`AIza${tail(12)}`, 'ya29.short'],
}
