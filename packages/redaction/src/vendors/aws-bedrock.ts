import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const awsBedrock: VendorToken = {
  vendor: 'AWS Bedrock',
  source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  anchors: ['absk', 'bedrock-api-key-'],
  pattern: /ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-[A-Za-z0-9+/]{60,4096}={0,2}/y,
  found: [`ABSK${tail(120)}=`],
  left: ['ABSKQmVkcm9jaw==', 'bedrock-api-key-'],
}
