import { readdirSync } from 'node:fs'
import path from 'node:path'
import { findRootCauses, type RootCauseInput } from '@faultmaven/diagnosis'
import { readCase } from './root-cause.ts'

// How often ordinary time is called an incident: of each case everything from the incident on is dropped, and windows as long as the
// incident's are cut out of what is left. Use: npx tsx bench/src/root-cause-placebo.ts FOLDER, with the cases of the kit (score.mjs --unpack FOLDER).
const PLACES = [0.15, 0.4, 0.6, 0.8, 0.95]
const FEWEST_ROWS = 3

const folder = process.argv[2] ?? ''
const counts = new Map<string, { windows: number; incidents: number }>()
for (const name of readdirSync(folder).toSorted()) {
  const input = await readCase(path.join(folder, name))
  const system = name.split('-')[0] ?? ''
  const count = counts.get(system) ?? { windows: 0, incidents: 0 }
  counts.set(system, count)
  for (const placebo of cutPlacebos(input)) {
    count.windows += 1
    const { verdict, candidates } = findRootCauses(placebo)
    if (verdict !== 'incident') continue
    count.incidents += 1
    console.log(`${name}: ${candidates[0]?.entity} ${candidates[0]?.score.toFixed(2)}: ${candidates[0]?.evidence[0]?.statement}`)
  }
}
for (const [system, { windows, incidents }] of counts) console.log(`${system}: ${incidents} of ${windows} called an incident`)

function cutPlacebos(input: RootCauseInput): RootCauseInput[] {
  const { window, series, spans, logs } = input
  if (!window) return []
  const times = [...new Set(series.flatMap(({ samples }) => samples.map(({ time }) => time)))].toSorted((a, b) => a - b)
  const before = times.filter((time) => time < window.start)
  const rows = Math.max(FEWEST_ROWS, times.filter((time) => time >= window.start && time <= window.end).length)
  const starts = new Map<string, number>()
  for (const { traceId, start } of spans) starts.set(traceId, Math.min(starts.get(traceId) ?? Number.POSITIVE_INFINITY, start))
  const isBefore = ({ traceId }: { readonly traceId?: string }) =>
    traceId !== undefined && (starts.get(traceId) ?? 0) < window.start
  const { baseline: _, ...rest } = input
  const calm = {
    ...rest,
    series: series.map((entry) => ({ ...entry, samples: entry.samples.filter(({ time }) => time < window.start) })),
    spans: spans.filter(isBefore),
    logs: logs.filter(isBefore),
  }
  return PLACES.flatMap((place) => {
    const from = Math.floor(place * (before.length - rows))
    const [start, end] = [before[from], before[from + rows - 1]]
    return start === undefined || end === undefined ? [] : [{ ...calm, window: { start, end } }]
  })
}
