import { tail } from './sample-tail.ts'
import type { VendorToken } from './vendor-token.ts'

export const pypi: VendorToken = {
  vendor: 'PyPI',
  source: 'https://pypi.org/help/#apitoken',
  anchors: ['pypi-ageichlwas5vcmc', 'pypi-agentgvzdc5wexbplm9yz'],
  pattern: /pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[\w-]{50,1000}/y,
  found: [`pypi-AgEIcHlwaS5vcmc${tail(80)}`],
  left: ['pypi-AgEIcHlwaS5vcmc'],
}
