import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findRootCauses, type EntityLog, type EntitySeries, type RootCauseInput } from '@faultmaven/diagnosis'
import { microseconds, type Microseconds } from '@faultmaven/signals'
import { readSpans } from '@faultmaven/traces'

type Interval = { readonly start: number; readonly end: number }
type CaseFile = {
  readonly incident?: Interval
  readonly baseline?: Interval
  readonly symptom?: { readonly entity: string; readonly metric: string }
  readonly graphEdges?: readonly (readonly [string, string])[]
}
type LogLine = {
  readonly timeUnixNano: string
  readonly service: string
  readonly message: string
  readonly traceId?: string
  readonly spanId?: string
}

const TRACE_FILES = ['traces.csv', 'traces.otlp.json', 'traces.jaeger.json', 'traces.zipkin.json']

/** `root-cause CASE`: who is to blame in a folder of the root-cause kit, in the kit's form; entities to look at next stand last. */
export async function rankCase(args: readonly string[]) {
  const { verdict, candidates, lookNext } = findRootCauses(await readCase(args.at(-1) ?? ''))
  // The kit has no word for errors apart from availability.
  const wordOf = (indicator: string) => (indicator === 'errors' ? 'availability' : indicator)
  return {
    verdict: verdict === 'incident' ? 'incident' : 'no_incident',
    candidates: [
      ...candidates.map(({ entity, score, indicator, evidence }) => ({
        entity,
        score,
        indicator: wordOf(indicator),
        why: evidence.map(({ statement }) => statement),
      })),
      ...lookNext.map((entity) => ({ entity, score: 0, indicator: wordOf(candidates[0]?.indicator ?? '') })),
    ],
  }
}

/** Reads a folder of the kit: `case.json`, `metrics.csv`, spans in any of four formats, `logs.jsonl`; only the first is always there. */
export async function readCase(folder: string): Promise<RootCauseInput> {
  const textOf = (name: string) => {
    const file = path.join(folder, name)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  const { incident, baseline, symptom, graphEdges } = parseCase(textOf('case.json') ?? '{}')
  const traces = TRACE_FILES.map((name) => path.join(folder, name)).find((file) => existsSync(file))
  return {
    series: readMetrics(textOf('metrics.csv') ?? ''),
    spans: traces === undefined ? [] : [...readSpans(readFileSync(traces)).spans],
    logs: (textOf('logs.jsonl') ?? '').split('\n').filter(Boolean).map(readLog),
    ...(incident ? { window: readInterval(incident) } : {}),
    ...(baseline ? { baseline: readInterval(baseline) } : {}),
    ...(symptom ? { symptom } : {}),
    ...(graphEdges ? { edges: graphEdges } : {}),
  }
}

/** Columns `<entity>|<metric>` beside one of epoch seconds; an empty cell is no sample. */
function readMetrics(text: string): EntitySeries[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  const columns = header.split(',').map((name) => ({
    entity: name.slice(0, Math.max(0, name.lastIndexOf('|'))),
    metric: name.slice(name.lastIndexOf('|') + 1),
    samples: [] as { time: Microseconds; value: number }[],
  }))
  for (const line of lines) {
    const cells = line.split(',')
    const time = seconds(Number(cells[0]))
    columns.forEach(({ samples }, index) => {
      const cell = cells[index]
      if (cell !== undefined && cell !== '') samples.push({ time, value: Number(cell) })
    })
  }
  return columns.slice(1)
}

function readLog(line: string): EntityLog {
  const { timeUnixNano, service, message, traceId, spanId } = parseLogLine(line)
  const time = microseconds(Number(BigInt(timeUnixNano) / 1000n))
  return { entity: service, time, message, ...(traceId ? { traceId } : {}), ...(spanId ? { spanId } : {}) }
}

const seconds = (value: number) => microseconds(value * 1e6)
const readInterval = ({ start, end }: Interval) => ({ start: seconds(start), end: seconds(end) })

// The kit's own files are as its README says.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const parseCase = (text: string) => JSON.parse(text) as CaseFile
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const parseLogLine = (text: string) => JSON.parse(text) as LogLine
