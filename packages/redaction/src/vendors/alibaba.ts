import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const alibaba: VendorToken = {
  vendor: 'Alibaba Cloud',
  source: 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
  anchors: ['ltai'],
  pattern: /LTAI[A-Za-z0-9]{12,26}/y,
  found: [`LTAI${tail(20)}`],
  left: [`ltai${tail(20)}`, `LTAI${tail(3)}`],
}
