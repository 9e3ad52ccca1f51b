const FACTORS = new Map<string, number>([
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['', 1],
  ['k', 1e3],
  ['K', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
])

/**
 * Reads an amount as a number: Kubernetes quantities (`250m`, `1.5Gi`), sizes (`10 GB`, `512MiB`, `48G`) and plain numbers.
 * A percentage is no amount. Sizes with a `B` and without an `i` count by 1000.
 */
export function parseQuantity(value: string | number | boolean | null | undefined): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > 30) return undefined
  const match = /^([+-]?\d+(?:\.\d+)?)\s*([numkKMGTP]i?)?(?:B|b|bytes)?$/.exec(value.trim())
  const factor = FACTORS.get(match?.[2] ?? '')
  return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor
}

/** `93%`, `93.5 %`, or a bare number where the key says percent. */
export function parsePercent(value: string | number | boolean | null | undefined): number | undefined {
  if (typeof value === 'number') return value
  const match = typeof value === 'string' ? /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(value.trim()) : null
  return match ? Number(match[1]) : undefined
}

/** `61%` from 0.6085. */
export const share = (ratio: number) => `${Math.round(ratio * 100)}%`
