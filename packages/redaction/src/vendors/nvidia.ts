import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const nvidia: VendorToken = {
  vendor: 'NVIDIA',
  source: 'https://docs.nvidia.com/ngc/gpu-cloud/ngc-user-guide/',
  anchors: ['nvapi-'],
  pattern: /nvapi-[\w-]{60,70}/y,
  found: [`nvapi-${tail(64)}`],
  left: ['nvapi-x'],
}
