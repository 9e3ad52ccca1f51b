import { walkTree } from '@faultmaven/config'
import type { ExaminedSource } from '@faultmaven/diagnosis'
import type { Damage } from './find-damage.ts'

/** A place where a source is broken, as its reader tells it; the byte where it knows it. */
export type BrokenPlace = { readonly line: number; readonly byte?: number; readonly message: string }

type Read = {
  readonly examined: ExaminedSource
  readonly faults: readonly BrokenPlace[]
  /** Of the spans: how many places there were, and what was left out, counted by reason. */
  readonly spans?: { readonly faultCount: number; readonly skipped: ReadonlyMap<string, number> }
  /** Of points that came in pieces: how many were read, more than are kept where those are too many. */
  readonly points?: number
  readonly damage: Damage | undefined
  /** Number of the last line, where no line feed ends it and nothing else tells that it is whole. */
  readonly openEnd: number | undefined
  /** That it ends early, and where, is told of the source. */
  readonly isPartial: boolean
}

/**
 * What is wrong with a source as a file, a sentence each: where it is broken and what of it was read all the same, what was left
 * out, bytes that are no text, a last line that may be cut. Nothing for a whole file.
 */
export function brokenNotes({ examined, faults, spans, points, damage, openEnd, isPartial }: Read): string[] {
  const wasRead = () => readOf(examined, points)
  // A key that comes twice is read, and told as a finding.
  const broken = faults.filter(({ message }) => !message.startsWith('Duplicate key'))
  const [first] = broken
  const rows = examined.tables.flatMap(({ misfits }) => misfits ?? [])
  const notes = [
    ...(first === undefined ? [] : [`${placeOf(first)}${moreOf(broken, spans?.faultCount)}; ${wasRead()}`]),
    ...[...(spans?.skipped ?? [])].map(([reason, count]) => `${count} left out: ${reason}`),
    ...rows.map(
      ({ line, cells, columns, count }) =>
        `broken at line ${line}: this row has ${cells} cells, the header ${columns}${count > 1 ? `, and at ${count - 1} more places` : ''}; ${wasRead()}`,
    ),
  ]
  if (damage !== undefined && !broken.some(({ line }) => line === damage.line)) {
    const { line, byte, count } = damage
    const more = count > 1 ? `, and ${count - 1} more` : ''
    notes.push(`damaged at line ${line}: byte ${byte} is no text${more}; ${wasRead()}`)
  }
  if (notes.length === 0 && isUnread(examined)) notes.push(`nothing of it could be read as ${examined.kind}; ${wasRead()}`)
  if (isPartial && notes.length === 0) notes.push(wasRead())
  if (openEnd !== undefined && notes.length === 0)
    notes.push(`line ${openEnd} has no end: the file may be cut there; ${wasRead()}`)
  return notes
}

/** Its name or its beginning promise what was not found in it. */
const isUnread = ({ kind, traces, series, trees, tables }: ExaminedSource) =>
  (kind === 'metrics' && series.length + trees.length + tables.length === 0) || (kind === 'trace' && traces === undefined)

/** Bounds of a reader are no fault of the file. */
const isBound = ({ message }: BrokenPlace) => /\bnot read\b/.test(message)

function placeOf(place: BrokenPlace): string {
  const { line, byte, message } = place
  const where = byte === undefined ? `line ${line}` : `line ${line} (byte ${byte})`
  return `${isBound(place) ? '' : 'broken at '}${where}: ${message}`
}

/** What readers say of places that they do not tell one by one. */
const OTHERS = /^(\d+) more places like these$/

function moreOf(broken: readonly BrokenPlace[], count: number | undefined): string {
  const told = broken.reduce((sum, { message }) => sum + Number(OTHERS.exec(message)?.[1] ?? 1), 0)
  const more = (count ?? told) - 1
  return more < 1 ? '' : `, and at ${more} more ${more === 1 ? 'place' : 'places'}`
}

/** How much of a source was read, in what it consists of. */
function readOf({ traces, series, trees, tables, log, lines }: ExaminedSource, points?: number): string {
  const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
  if (traces !== undefined) return `${countOf(traces.spans.length, 'span')} read`
  if (series.length > 0) {
    const count = points ?? sumOf(series.map((one) => one.sampleCount ?? one.samples.length))
    return `${countOf(count, 'point')} of ${series.length} series read`
  }
  if (trees.length > 0) return `${countOf(sumOf(trees.map(valuesOf)), 'value')} read`
  if (tables.length > 0) return `${countOf(sumOf(tables.map(({ rows }) => rows.length)), 'row')} read`
  return `${countOf(lines?.length ?? log?.coverage.lines ?? 0, 'line')} read`
}

function valuesOf(tree: ExaminedSource['trees'][number]): number {
  let values = 0
  for (const { node } of walkTree(tree)) if (node.kind === 'scalar') values += 1
  return values
}

const countOf = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
