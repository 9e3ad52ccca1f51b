import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const langsmith: VendorToken = {
  vendor: 'LangSmith',
  source: 'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
  anchors: ['lsv2_'],
  pattern: /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/y,
  found: [`lsv2_pt_${tail(32, 'hex')}_${tail(10, 'hex')}`],
  left: ['lsv2_pt_x'],
}
