import type { Report } from '@faultmaven/commands'
import type { DraftFinding } from '../draft.ts'
import { cellOf, medianOf, type Samples, samplesOf, withoutFirst } from './reports-level.ts'

/** Columns whose value says that there is room, by kind: the one cited, and how it is told. */
const TOLD: Readonly<Partial<Record<Report['kind'], readonly (readonly [names: readonly string[], words: string])[]>>> = {
  cpu: [
    [['%idle', 'id'], 'idle'],
    [['%iowait', 'wa'], 'waiting for I/O'],
    [['%steal', 'st'], 'stolen'],
  ],
  paging: [
    [['id'], 'idle'],
    [['wa'], 'waiting for I/O'],
    [['st'], 'stolen'],
  ],
  disk: [[['%util'], 'busy']],
}
const LITTLE_BUSY = 70

/** Samples with room to spare, as good news: the CPU is mostly idle, no disk is busy most of the time. */
export function calmReport(report: Report, sourceName: string): DraftFinding[] {
  const told = TOLD[report.kind]
  const samples = samplesOf(report).map(withoutFirst)
  const [main] = told?.[0] ?? []
  if (told === undefined || main === undefined) return []
  const busiest = samples.toSorted((a, b) => loadOf(b, main) - loadOf(a, main))[0]
  const column = busiest?.columns.find((name) => main.includes(name))
  const row = busiest?.rows.at(-1)
  if (!busiest || column === undefined || !row || loadOf(busiest, main) > LITTLE_BUSY) return []
  const values = told
    .filter(([names]) => busiest.columns.some((name) => names.includes(name)))
    .map(([names, words]) => `${Number(medianOf(busiest, busiest.rows, names).toFixed(1))}% ${words}`)
  const who = busiest.subject === '' || busiest.subject === 'all' ? 'the CPUs are' : `${report.kind} ${busiest.subject} is`
  return [
    {
      sourceName,
      kind: 'healthy',
      check: 'sampled-measures',
      title: `${who} ${values.join(', ')} (median of ${busiest.rows.length} samples)`,
      score: 0.3,
      count: busiest.rows.length,
      entities: busiest.subject === '' ? [] : [busiest.subject],
      details: [],
      places: [{ line: row.line }],
      predicates: [{ name: 'present', literals: [cellOf(busiest, row, column)], lines: [row.line] }],
    },
  ]
}

/** How busy, in percent: what is not idle, or the share of time with requests. */
function loadOf(samples: Samples, names: readonly string[]): number {
  const value = medianOf(samples, samples.rows, names)
  return names.some((name) => name.includes('id')) ? 100 - value : value
}
