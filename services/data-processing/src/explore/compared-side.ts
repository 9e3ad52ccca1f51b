import { createPacer } from '../ingest/pacer.ts'
import { decodeText, isDrawn, limitOf, type ComparedLog, type Message, type SampledLine } from '@faultmaven/logs'
import { microseconds, SEVERITIES, severityCode } from '@faultmaven/signals'
import type { Matched } from './match-columns.ts'
import type { RecordFilter } from './read-filter.ts'
import { readRows, type RecordRow } from './record-row.ts'
import type { PlacedChunk, Search } from './search-records.ts'
import { templateIdOf } from './template-id.ts'

/** Records whose fields are compared. */
const MAX_SAMPLED = 4096
const MAX_TEXT = 4096
/** Enough for that text, in any encoding. */
const MAX_BYTES = 16_384
/** Stretches of equal numbers of records, by which clusters are told from what comes evenly. */
const STRETCHES = 64
const MAX_CITED = 4
/** Different messages of a side; what comes after them is compared by its fields only. */
const MAX_MESSAGES = 50_000
const WARN = severityCode('warn')

/** Where records stand. */
export type Cited = { readonly sourceId: string; readonly firstLine: number; readonly lastLine: number }
export type ComparedMessage = Message & { readonly templateId: string; readonly cited: readonly Cited[] }
export type ComparedSide = ComparedLog<ComparedMessage> & { readonly citationOf: (line: SampledPlace) => Cited }
type SampledPlace = Pick<SampledLine, 'line' | 'source'>

type Options = {
  /** What its sources have that is not of this side, by source id. */
  readonly without: ReadonlyMap<string, RecordFilter['time']>
  readonly search: Search
  readonly signal: AbortSignal | undefined
}
type Chosen = { readonly placed: PlacedChunk; readonly matched: Matched }
/** A message while its records are counted; `cited` are places of records in the chunk at hand. */
type Counted = {
  readonly message: Omit<ComparedMessage, 'count' | 'cited'>
  count: number
  readonly stretches: Uint32Array
  readonly cited: Cited[]
}

/** Counts the records of a side by message, and draws some of them to be read. */
export async function readSide(options: Options): Promise<ComparedSide> {
  const { search, signal } = options
  const pacer = createPacer()
  const chosen = await chooseRecords(options)
  const records = chosen.reduce((sum, { matched }) => sum + matched.count, 0)
  const side = createSide(records)
  for (const { placed, matched } of chosen) {
    const { drawn, cited } = await countChunk(side, placed, { matched, search })
    const places = cited.map(({ at }) => at)
    for (const [at, row] of (await readRows(placed, places, search.room)).entries())
      cited[at]!.counted.cited.push(citationOf(row))
    for (const row of await readRows(placed, drawn, search.room)) {
      if (side.lines.length >= 2 * MAX_SAMPLED) break
      side.lines.push(await readLine(row, await idOf(row, side.counts)))
      side.ends.set(`${row.source.id} ${row.line}`, row.line + row.lines - 1)
      signal?.throwIfAborted()
      await pacer()
    }
  }
  const templates = [...side.counts.values()].filter(({ count }) => count > 0)
  return {
    templates: templates.map(({ message, count, cited }) => ({ ...message, count, cited })),
    sample: { faultRate: 1, plainRate: 1, lines: side.lines },
    activity: {
      records: side.stretches,
      templates: new Map(templates.map((counted) => [counted.message.id, toSeries(counted)])),
    },
    coverage: { records },
    citationOf: ({ source = '', line }) => {
      const lastLine = side.ends.get(`${source} ${line}`) ?? line
      return { sourceId: source, firstLine: line, lastLine }
    },
  }
}

function createSide(records: number) {
  return {
    records,
    limit: limitOf(Math.min(1, MAX_SAMPLED / Math.max(1, records))),
    counts: new Map<string, Counted>(),
    stretches: Array.from({ length: STRETCHES }, () => 0),
    lines: new Array<SampledLine>(),
    /** Last line of each record drawn, by its source and first line. */
    ends: new Map<string, number>(),
    seen: 0,
  }
}
type OpenSide = ReturnType<typeof createSide>

async function chooseRecords({ search, without }: Omit<Options, 'signal'>): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = []
  for await (const { placed, matched } of search.matches(await search.chunks())) {
    const left = await leaveOut(matched, placed, { search, without })
    if (left.count > 0) chosen.push({ placed, matched: left })
  }
  return chosen
}

/** @returns places in the chunk of records to be read, and to be cited */
async function countChunk(
  side: OpenSide,
  placed: PlacedChunk,
  { matched: { marks }, search }: { readonly matched: Matched; readonly search: Search },
) {
  const { source, chunk } = placed
  const [group, start] = await source.index.columns(chunk, ['group', 'start'], search.room)
  const messageOf = await messagesOf(placed, side.counts)
  const drawn: number[] = []
  const cited: { readonly counted: Counted; readonly at: number }[] = []
  for (let at = 0; at < chunk.records; at++) {
    if (marks !== 'all' && marks[at] !== 1) continue
    const stretch = Math.floor((side.seen++ * STRETCHES) / side.records)
    side.stretches[stretch]! += 1
    if (isDrawn(start![at]!, side.limit)) drawn.push(at)
    const counted = messageOf(group![at]!)
    if (counted === undefined) continue
    if (counted.count < MAX_CITED) cited.push({ counted, at })
    counted.count += 1
    counted.stretches[stretch]! += 1
  }
  return { drawn, cited }
}

async function leaveOut(
  matched: Matched,
  { source, chunk }: PlacedChunk,
  { search, without }: Omit<Options, 'signal'>,
): Promise<Matched> {
  if (matched.count === 0 || !without.has(source.id)) return matched
  const window = without.get(source.id)
  if (window === undefined) return { count: 0, marks: new Uint8Array(chunk.records) }
  const [time, timed] = await source.index.columns(chunk, ['time', 'timed'], search.room)
  const marks = matched.marks === 'all' ? new Uint8Array(chunk.records).fill(1) : matched.marks
  let count = 0
  for (let at = 0; at < marks.length; at++) {
    if (timed![at] === 1 && time![at]! >= window.from && time![at]! <= window.to) marks[at] = 0
    count += marks[at]!
  }
  return { count, marks }
}

async function messagesOf({ source }: PlacedChunk, counts: Map<string, Counted>) {
  const { templates, owners } = await source.index.templates()
  const byOwner = new Map<number, Counted>()
  return (group: number): Counted | undefined => {
    const owner = owners[group] ?? -1
    const known = byOwner.get(owner)
    if (known !== undefined) return known
    const template = templates[owner]
    if (template === undefined) return undefined
    const templateId = templateIdOf(template)
    const { text, severity } = template
    if (!counts.has(templateId) && counts.size >= MAX_MESSAGES) return undefined
    const made = counts.get(templateId) ?? {
      message: { id: counts.size, templateId, text, ...(severity === undefined ? {} : { severity }) },
      count: 0,
      stretches: new Uint32Array(STRETCHES),
      cited: [],
    }
    counts.set(templateId, made)
    byOwner.set(owner, made)
    return made
  }
}

async function idOf({ source, group }: RecordRow, counts: ReadonlyMap<string, Counted>): Promise<number> {
  return counts.get((await source.groupTemplates())(group) ?? '')?.message.id ?? -1
}

async function readLine({ source, start, length, line, severity, time, timed, host, component }: RecordRow, template: number) {
  const bytes = await source.bytes.read(start, start + Math.min(length, MAX_BYTES))
  const { hosts, components } = await source.index.names()
  const [hostName, componentName, named] = [hosts[host - 1], components[component - 1], SEVERITIES[severity - 1]]
  return {
    source: source.id,
    line,
    template,
    isFault: severity >= WARN,
    draw: 0,
    text: decodeText(bytes, source.encoding).slice(0, MAX_TEXT),
    ...(timed === 1 ? { time: microseconds(time) } : {}),
    ...(named === undefined ? {} : { severity: named }),
    ...(hostName === undefined ? {} : { host: hostName }),
    ...(componentName === undefined ? {} : { component: componentName }),
  }
}

function citationOf({ source, line, lines }: RecordRow): Cited {
  return { sourceId: source.id, firstLine: line, lastLine: line + lines - 1 }
}

function toSeries({ stretches }: Counted) {
  const buckets = [...stretches.keys()].filter((bucket) => stretches[bucket]! > 0)
  return { buckets, counts: buckets.map((bucket) => stretches[bucket]!) }
}
