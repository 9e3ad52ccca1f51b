import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const openai: VendorToken = {
  vendor: 'OpenAI',
  source: 'https://platform.openai.com/docs/api-reference/authentication',
  anchors: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-'],
  pattern: /sk-(?:proj|svcacct|admin)-[\w-]{40,220}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|sk-[A-Za-z0-9]{48}/y,
  found: [`sk-proj-${tail(120)}`, `sk-${tail(48)}`],
  left: [`sk-${tail(10)}`, 'task-force-of-the-year'],
}
