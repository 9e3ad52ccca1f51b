import { crossValidate, type Point } from './cross-validate.ts'
import type { Row } from './law-table.ts'

const BINS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const SURE = 0.8
const Z95 = 1.96

/** What was said with which confidence, and how often it was right: a table, the Brier score and the bound of what was said surely. */
export function calibration(rows: readonly Row[]): string {
  const points = rows
    .filter(({ now }) => now.confidence > 0)
    .map(({ now, isRight, isQuietCase, origin }) => ({
      said: now.confidence,
      right: Number(isRight && !isQuietCase),
      origin: origin.split(' ')[0] ?? '',
    }))
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const base = mean(points.map(({ right }) => right))
  const brierOf = (scored: readonly Point[]) => mean(scored.map(({ said, right }) => (said - right) ** 2))
  const promised = crossValidate(points)
  const table = BINS.flatMap((from, index) => {
    const own = points.filter(({ said }) => said >= from && (index === BINS.length - 1 || said < (BINS[index + 1] ?? 1)))
    if (own.length === 0) return []
    const right = mean(own.map((point) => point.right))
    return [
      `${from.toFixed(1)}  ${String(own.length).padStart(5)}  said ${mean(own.map(({ said }) => said)).toFixed(2)}  right ${right.toFixed(2)}  ${'#'.repeat(Math.round(right * 40))}`,
    ]
  })
  const sure = points.filter(({ said }) => said >= SURE)
  const rightSure = sure.filter(({ right }) => right === 1).length
  return [
    `calibration over ${points.length} answers`,
    ...table,
    `said with ${SURE} and more: ${rightSure} of ${sure.length} right, Wilson lower bound ${wilsonLower(rightSure, sure.length).toFixed(3)}`,
    `Brier ${brierOf(points).toFixed(3)} as said, ${brierOf(promised).toFixed(3)} after a curve fitted on the other ${new Set(points.map(({ origin }) => origin)).size - 1} origins, base rate ${(base * (1 - base)).toFixed(3)}`,
  ].join('\n')
}

/** Lower end of the 95% interval of a share. @see Wilson 1927 */
export function wilsonLower(successes: number, trials: number): number {
  if (trials === 0) return 0
  const share = successes / trials
  const spread = Z95 * Math.sqrt((share * (1 - share)) / trials + Z95 ** 2 / (4 * trials ** 2))
  return (share + Z95 ** 2 / (2 * trials) - spread) / (1 + Z95 ** 2 / trials)
}
