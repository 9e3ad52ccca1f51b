import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const slack: VendorToken = {
  vendor: 'Slack',
  source: 'https://docs.slack.dev/authentication/tokens/',
  anchors: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe', 'xoxd-', 'xoxc-', 'xapp-', 'hooks.slack.com/'],
  pattern:
    /xox[abcdeprs](?:\.xox[bp])?-[\w%-]{10,250}|xapp-\d-[\w-]{20,250}|hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w+/-]{40,160}/y,
  found: [`xoxb-${tail(12, 'digits')}-${tail(12, 'digits')}-${tail(24)}`, `xapp-1-A${tail(40)}`],
  left: ['xoxb-short', 'hooks.slack.com/docs'],
}
