import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const yandex: VendorToken = {
  vendor: 'Yandex Cloud',
  source: 'https://yandex.cloud/docs/iam/concepts/authorization/',
  anchors: ['t1.', 'aqvn', 'yc', 'y0_'],
  pattern: /t1\.[\w-]{1,300}={0,2}\.[\w-]{40,180}={0,2}|AQVN[\w-]{35,38}|YC[\w-]{38}(?![\w-])|y0_[\w-]{55,60}/y,
  found: [`t1.${tail(40)}.${tail(86)}==`, `AQVN${tail(36)}`, `YC${tail(38)}`],
  left: ['t1.micro', `YC${tail(5)}`],
}
