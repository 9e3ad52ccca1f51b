import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const tencent: VendorToken = {
  vendor: 'Tencent Cloud',
  source: 'https://www.tencentcloud.com/document/product/598/34228',
  anchors: ['akid'],
  pattern: /AKID[A-Za-z0-9]{32}/y,
  found: [`AKID${tail(32)}`],
  left: [`AKID${tail(8)}`],
}
