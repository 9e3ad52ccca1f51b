import {
  findSeparatedHeader,
  readCollections,
  readCounters,
  readEvents,
  readHistogram,
  readProfile,
  readReports,
  readStatements,
  readTables,
  readThreads,
} from '@faultmaven/commands'
import { readTrees } from '@faultmaven/config'
import { findOpenBlocks, type ExaminedSource } from '@faultmaven/diagnosis'
import { classifyContent, decodeText, type LogDigest } from '@faultmaven/logs'
import { readMetrics } from '@faultmaven/metrics'
import { analyseTraces, readSpans, type SpanReading } from '@faultmaven/traces'
import { unpackDigest } from '../log-reading/packed-digest.ts'
import { brokenNotes, type BrokenPlace } from './broken-notes.ts'
import type { Examinable, Growing } from './examinable.ts'
import { findDamage } from './find-damage.ts'
import type { FedReading } from './source-readers.ts'

/** A source as the analyzers see it, where its document breaks its own syntax, and what of it was left out, a sentence each. */
export type Views = {
  readonly examined: ExaminedSource
  readonly faults: readonly BrokenPlace[]
  readonly format?: string
  readonly notes: readonly string[]
}

const HEAD_LINES = 50
/** Texts up to this size are also looked at line by line. */
const SMALL_BYTES = 64 * 1024
const TOO_LARGE = 'The metrics of this file: it is larger than 16 MiB, and of a form that is not read in pieces'
/** What programs write a row or sample at a time, each with its line feed; the lines of a log may be cut anywhere. */
const CUT_SILENTLY: ReadonlySet<ExaminedSource['kind']> = new Set(['metrics', 'trace', 'command-output', 'config'])
const LINE_END = /\r\n|\n|\r/

/** The views of a source that is read to its end. @param fed the spans or series of what came in pieces */
export function viewsOf(source: Examinable, fed?: FedReading): Views {
  const { name, digest, whole, encoding } = source
  const decoded = whole === undefined ? undefined : decodeText(whole, encoding)
  const known = classifyContent(name, source.head, source.taught)
  const isPlain = known.kind === 'log' && isPlainLog(digest)
  const text = isPlain ? undefined : decoded
  const read = text === undefined ? { trees: [], faults: [] } : readTrees(name, text)
  const { trees } = read
  const arrived = fed?.as === 'series' ? fed.reading : undefined
  const metrics = arrived ?? (text === undefined ? { series: [], faults: [] } : readMetrics(name, text, read))
  const { series } = metrics
  const fedSpans = fed?.as === 'spans' ? fed.reading : undefined
  const reading = text === undefined || whole === undefined ? fedSpans : readSpans(whole)
  const spans = reading !== undefined && reading.spans.length > 0 ? reading : undefined
  const seen = spans === undefined || known.kind === 'trace' ? known : ({ kind: 'trace', format: spans.format ?? '' } as const)
  // What looked like a document and could not be read as one is lines.
  const isLines = text !== undefined && trees.length === 0 && seen.kind === 'config' && /^(?:yaml|json)$/.test(seen.format)
  const kind = isLines ? 'log' : seen.kind
  // Rows of samples are read as series: one by one they say nothing more.
  const isTrace = spans !== undefined
  const isSamples = kind === 'metrics' && series.length > 0 && trees.length === 0
  const tables = text === undefined || isSamples || isTrace ? [] : readTables(text)
  const head = headLines(source)
  // Spans one a line say nothing as lines.
  const log = isSamples || isTrace ? {} : { log: withoutHeader(digest, head) }
  const examined = {
    name,
    kind,
    head,
    ...(decoded !== undefined && (whole?.length ?? 0) <= SMALL_BYTES && { lines: decoded.split(LINE_END) }),
    ...log,
    trees,
    series: isTrace ? [] : series,
    ...(spans && { traces: analyseTraces(spans.spans) }),
    ...sampledViews(decoded, { tables, head, isDocument: trees.length > 0, isPlain }),
  }
  const isMetrics = kind === 'metrics' && (series.length > 0 || metrics.faults.length > 0)
  const broken = kind === 'trace' ? reading : undefined
  const told = broken?.faults ?? (isMetrics ? metrics.faults : read.faults)
  const open = kind === 'code' && decoded !== undefined ? findOpenBlocks(name, seen.format, decoded) : []
  const faults = placesIn([...told, ...open], { text: decoded, bytes: whole?.length })
  const isTooLarge = kind === 'metrics' && whole === undefined && arrived === undefined
  const notes = [
    ...[spans?.sampled, arrived?.sampled, isTooLarge ? TOO_LARGE : undefined].filter((note) => note !== undefined),
    ...brokenNotes({
      examined,
      faults,
      ...(broken && { spans: broken }),
      ...(arrived && { points: arrived.readCount }),
      damage: kind === 'log' || whole === undefined ? undefined : findDamage(whole, encoding),
      openEnd: closesItself(examined, reading) ? undefined : openEnd(decoded),
      isPartial: source.isPartial === true,
    }),
  ]
  return { examined, faults, notes, ...(kind === 'log' ? {} : { format: seen.format }) }
}

type Ending = { readonly text: string | undefined; readonly bytes: number | undefined }

/** Brackets and tags that the end of the text leaves open are one place, and what ends behind the last line feed stands on the last line. */
function placesIn(faults: readonly BrokenPlace[], { text, bytes }: Ending): BrokenPlace[] {
  const last = text === undefined ? Infinity : text.trimEnd().split(LINE_END).length
  const isEnd = ({ message }: BrokenPlace) => message.startsWith('The text ends ')
  const ending = faults.findIndex(isEnd)
  return faults
    .filter((fault, at) => at === ending || !isEnd(fault))
    .map((fault) => ({
      ...fault,
      line: Math.min(fault.line, last),
      ...(isEnd(fault) && bytes !== undefined && { byte: bytes }),
    }))
}

/**
 * Whether a last line without an end says nothing: rows, samples and settings of one line each are cut silently, while brackets, tags and
 * blocks of code tell of themselves that they are not closed, and prose often has no last line feed.
 */
function closesItself({ kind, trees }: ExaminedSource, spans: SpanReading | undefined): boolean {
  if (!CUT_SILENTLY.has(kind)) return true
  return (spans?.format ?? 'csv') !== 'csv' || trees.some(({ format }) => format === 'json' || format === 'xml')
}

/** Number of the last line where no line feed ends it. */
function openEnd(text: string | undefined): number | undefined {
  return text === undefined || text === '' || /[\r\n]$/.test(text) ? undefined : text.split(LINE_END).length
}

/** Samples of tools, stacks of threads, profiles and slow statements; rows of samples are no rows of a table. */
function sampledViews(
  text: string | undefined,
  {
    tables,
    head,
    isDocument,
    isPlain,
  }: { tables: ExaminedSource['tables']; head: readonly string[]; isDocument: boolean; isPlain: boolean },
) {
  if (text === undefined) return { tables }
  const collections = readCollections(text)
  const timed = { statements: readStatements(text), events: readEvents(text), ...(collections && { collections }) }
  if (isDocument || (isPlain && readReports(head.join('\n')).length === 0)) return { tables, ...timed }
  const reports = readReports(text)
  const sampled = new Set(reports.flatMap((report) => [...report.headers, ...report.rows.map((row) => row.line)]))
  const threads = readThreads(text)
  const profile = readProfile(text)
  return {
    tables: tables.filter((table) => !table.rows.some((row) => sampled.has(row.line))),
    reports,
    threads,
    ...timed,
    counters: readCounters(text),
    heap: readHistogram(text),
    ...(profile && { profile }),
  }
}

/** A log of plain lines is no document, table or series: looking for them in megabytes of it takes long and finds nothing. */
function isPlainLog({ coverage, format }: LogDigest): boolean {
  return coverage.records > 500 && coverage.recognised > 0.8 && !/json/i.test(format)
}

/** The view of a log that is still growing: what its lines say so far. Samples are no lines to read. */
export function growingView(source: Growing): ExaminedSource {
  const { name } = source
  const digest = unpackDigest(source.digest)
  const head = headLines(source)
  const isSamples = classifyContent(name, source.head, source.taught).kind === 'metrics'
  const log = isSamples ? {} : { log: withoutHeader(digest, head) }
  return { name, kind: isSamples ? 'metrics' : 'log', head, ...log, trees: [], tables: [], series: [] }
}

/** The names of columns are no message, whatever they are called. */
function withoutHeader(digest: LogDigest, head: readonly string[]): LogDigest {
  const header = findSeparatedHeader(head)
  if (header === undefined) return digest
  const templates = digest.templates.filter(({ firstLine, lastLine }) => firstLine !== header.line || lastLine !== header.line)
  return { ...digest, templates }
}

function headLines({ head, encoding }: Pick<Examinable, 'head' | 'encoding'>): readonly string[] {
  return decodeText(head, encoding).split(LINE_END, HEAD_LINES)
}
