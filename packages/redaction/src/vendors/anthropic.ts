import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const anthropic: VendorToken = {
  vendor: 'Anthropic',
  source: 'https://docs.anthropic.com/en/api/overview#authentication',
  anchors: ['sk-ant-'],
  pattern: /sk-ant-[a-z]{3,8}\d\d-[\w-]{60,120}/y,
  found: [`sk-ant-api03-${tail(93)}AA`],
  left: ['sk-ant-api03-x'],
}
