import type { ScoreRow } from './first-sight.ts'

/** A table as text: faults passed and decisive, quiet twins, citation precision and mean time of each group of rows. */
export function summarize(rows: readonly ScoreRow[], groupOf: (row: ScoreRow) => string): string {
  const names = [...new Set(rows.map(groupOf))].sort()
  const lines = [...names, 'ALL'].map((name) => {
    const members = name === 'ALL' ? rows : rows.filter((row) => groupOf(row) === name)
    const faults = members.filter(({ isTwin }) => !isTwin)
    const twins = members.filter(({ isTwin }) => isTwin)
    const precisions = members.flatMap(({ precision }) => (precision === undefined ? [] : [precision]))
    const passed = `${faults.filter((row) => row.passed).length}/${faults.length}`
    const decisive = `${faults.filter((row) => row.decisive).length}/${faults.length}`
    const quiet = `${twins.filter((row) => row.passed).length}/${twins.length}`
    const cells = [passed, decisive, quiet, mean(precisions).toFixed(2), (mean(members.map(({ ms }) => ms)) / 1000).toFixed(1)]
    return `${name.padEnd(24)} ${cells.map((cell) => cell.padStart(9)).join(' ')}`
  })
  return [
    `${''.padEnd(24)} ${['passed', 'decisive', 'quiet', 'precision', 'seconds'].map((head) => head.padStart(9)).join(' ')}`,
    ...lines,
  ].join('\n')
}

/** Sizes an SRE would name. */
export function sizeGroup({ bytes }: Pick<ScoreRow, 'bytes'>): string {
  if (bytes < 100_000) return '1: below 100 kB'
  if (bytes < 1_000_000) return '2: 100 kB to 1 MB'
  return bytes < 10_000_000 ? '3: 1 to 10 MB' : '4: above 10 MB'
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
}
