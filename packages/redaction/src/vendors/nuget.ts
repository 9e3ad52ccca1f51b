import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const nuget: VendorToken = {
  vendor: 'NuGet',
  source: 'https://learn.microsoft.com/nuget/nuget-org/publish-a-package#create-an-api-key',
  anchors: ['oy2'],
  pattern: /oy2[a-z0-9]{43}/y,
  found: [`oy2${tail(43, 'lower')}`],
  left: ['oy2x'],
}
