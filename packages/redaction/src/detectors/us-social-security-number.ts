import { DIGITS, isWordCode, matchAt, type Detector } from '../detector.ts'

const NUMBER = /(?!000|666|9)\d{3}([- ]?)(?!00)\d{2}\1(?!0000)\d{4}/y
const CONTEXT = /\bssn\b|social.?security|\bss ?#/i

/** Social security numbers: written with hyphens, or in any form after a word about them. */
export const usSocialSecurityNumber: Detector = {
  name: 'us-social-security-number',
  type: 'SSN',
  source: 'https://www.ssa.gov/employer/randomization.html',
  anchors: [DIGITS],
  find(text, start) {
    const before = text.charCodeAt(start - 1)
    if (isWordCode(before) || before === 45 || before === 46) return undefined
    const found = matchAt(NUMBER, text, start)
    if (found === undefined) return undefined
    const end = start + found[0].length
    const after = text.charCodeAt(end)
    if (isWordCode(after) || after === 45) return undefined
    if (found[1] !== '-' && !CONTEXT.test(text.slice(Math.max(0, start - 40), start))) return undefined
    return { start, end }
  },
  samples: {
    found: ['SSN ⟦536-22-8726⟧', 'my social security number is ⟦536228726⟧.', 'ssn: ⟦536 22 8726⟧'],
    left: ['000-12-3456', '536-00-1234', 'took 536228726 ns', '2024-536-22-8726', '536-22-87261'],
  },
}
