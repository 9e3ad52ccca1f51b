import { createHash } from 'node:crypto'
import { type Citation, clipLiterals, type Finding, type Interval, type Predicate } from '@faultmaven/contracts'
import { type DraftFinding, type DraftPlace, type DraftPredicate, withoutHearsay } from '@faultmaven/diagnosis'
import { decodeText, type Line } from '@faultmaven/logs'
import { findLines, type Lined } from '../reading/find-lines.ts'

/** Longest quote of a citation, characters. */
const MAX_QUOTE = 400
const MAX_CITATIONS = 8
const MAX_PLACES = 64

/** A draft that may also state that a rate moved between two windows, which drafts of diagnosis cannot. */
export type ServiceDraft = DraftFinding & {
  readonly rate?: { readonly literals: readonly string[]; readonly before: Interval; readonly after: Interval }
}

/** What citations say of their source. `sha256` is empty while it is still arriving. */
export type CitedSource = Lined & { readonly id: string; readonly name: string; readonly sha256: string; readonly turnId: string }

/**
 * Drafts of one source as findings: places become citations with bytes and quote, predicates name the source. Drafts of
 * which no place exists are left out. Ids depend on the source and on what is said, not on counts or on the order: the finding
 * of a growing log keeps its id.
 */
export async function resolveDrafts(source: CitedSource, drafts: readonly ServiceDraft[]): Promise<Finding[]> {
  const places = drafts.flatMap((draft) => draft.places.slice(0, MAX_CITATIONS))
  const lines = await findLines(
    source,
    // A line that spans stand on may be the whole file.
    places.flatMap(({ line, span }) => (span === undefined ? line : [])),
  )
  const nextId = createIds(source.id)
  const quotes = await quoteSpans(source, places)
  return drafts.flatMap((made) => {
    const citations = made.places
      .slice(0, MAX_CITATIONS)
      .flatMap((place) => cite(source, place, { line: lines.get(place.line), quotes, stated: made.predicates }))
    if (citations.length === 0) return []
    const draft: ServiceDraft = withoutHearsay(
      made,
      citations.flatMap((citation) => (citation.kind === 'search' ? [] : [citation.quote])),
    )
    const { sourceName: _, places: __, predicates: ___, rate: ____, ...rest } = draft
    return {
      ...rest,
      id: nextId(draft),
      turnId: source.turnId,
      sourceId: source.id,
      citations,
      predicates: predicatesOf(draft, source.id),
    }
  })
}

function predicatesOf({ predicates, rate }: ServiceDraft, sourceId: string): Predicate[] {
  const stated = predicates.map((predicate) => toPredicate(predicate, sourceId))
  if (rate === undefined) return stated
  const { literals, before, after } = rate
  return [...stated, { name: 'rate-change', selector: select(literals, sourceId), before, after }]
}

/** The first characters of each span among the places, by its first byte: many spans may stand on one line. */
async function quoteSpans(source: CitedSource, places: readonly DraftPlace[]): Promise<ReadonlyMap<number, string>> {
  const quotes = new Map<number, string>()
  for (const { span } of places) {
    if (span === undefined || quotes.has(span.bytes[0])) continue
    const [start, end] = span.bytes
    // No encoding takes more than four bytes for a character.
    const bytes = await source.read(start, Math.min(end, start + MAX_QUOTE * 4))
    quotes.set(start, decodeText(bytes, source.encoding).slice(0, MAX_QUOTE))
  }
  return quotes
}

type Found = {
  readonly line: Line | undefined
  readonly quotes: ReadonlyMap<number, string>
  /** What the finding says of its places. */
  readonly stated: readonly DraftPredicate[]
}

function cite(source: CitedSource, { line: number, pointer, span }: DraftPlace, { line, quotes, stated }: Found): Citation[] {
  if (span !== undefined) {
    const { traceId, spanId, bytes } = span
    const named = { sourceId: source.id, sourceName: source.name, sha256: source.sha256, line: number, traceId, spanId }
    return [{ kind: 'span', ...named, bytes: [...bytes], quote: quotes.get(bytes[0]) ?? '' }]
  }
  if (line === undefined) return []
  const named = { sourceId: source.id, sourceName: source.name, sha256: source.sha256, line: line.number }
  if (pointer !== undefined) return [{ kind: 'path', ...named, pointer, quote: quoteAround(line.text, pointer, stated) }]
  return [{ kind: 'text', ...named, bytes: [line.start, line.end], quote: line.text.slice(0, MAX_QUOTE) }]
}

/** What stands before a value in its quote. */
const BEFORE = 80

/** The part of a line that holds a value: a document may be one line. */
function quoteAround(text: string, pointer: string, stated: readonly DraftPredicate[]): string {
  const value = stated.find((predicate) => 'pointer' in predicate && predicate.pointer === pointer)
  const step = pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
  if (text.length <= MAX_QUOTE || value?.name !== 'configured' || /^\d+$/.test(step)) return text.slice(0, MAX_QUOTE)
  const [key, written] = [JSON.stringify(step), JSON.stringify(value.value)]
  const at = Math.max(text.indexOf(`${key}:${written}`), text.indexOf(`${key}: ${written}`))
  return text.slice(Math.max(0, at - BEFORE), Math.max(0, at - BEFORE) + MAX_QUOTE)
}

function toPredicate(draft: DraftPredicate, sourceId: string): Predicate {
  switch (draft.name) {
    case 'present': {
      const at = draft.lines.slice(0, MAX_PLACES).map((line) => ({ sourceId, line }))
      return { name: 'present', selector: select(draft.literals, sourceId), at }
    }
    case 'absent':
      return { name: 'absent', selector: select(draft.literals, sourceId) }
    case 'count':
      return { name: 'count', selector: select(draft.literals, sourceId), comparison: '=', number: draft.number }
    case 'configured':
      return { name: 'configured', place: { sourceId, pointer: draft.pointer }, comparison: draft.comparison, value: draft.value }
    case 'span': {
      const { span, field, comparison, value } = draft
      return { name: 'span', span: { sourceId, ...span, bytes: [...span.bytes] }, field, comparison, value }
    }
    default:
      return { name: 'value', place: { sourceId, pointer: draft.pointer }, comparison: draft.comparison, number: draft.number }
  }
}
function select(literals: readonly string[], sourceId: string) {
  return { sourceIds: [sourceId], ...(literals.length === 0 ? {} : { literals: clipLiterals(literals) }) }
}

/** Ids of findings by what they say; the second that says the same gets a number. */
function createIds(sourceId: string): (draft: DraftFinding) => string {
  const seen = new Map<string, number>()
  return (draft) => {
    const said = JSON.stringify([
      sourceId,
      draft.check,
      draft.kind,
      draft.fault?.signatureId ?? draft.fault?.mechanism,
      draft.fault?.entity,
      mark(draft),
    ])
    const number = (seen.get(said) ?? 0) + 1
    seen.set(said, number)
    return createHash('sha256').update(`${said}/${number}`).digest('hex').slice(0, 24)
  }
}

/** What tells drafts of one mechanism apart: the place in a document, or the line where it first shows. */
function mark({ places }: DraftFinding): string {
  const spanId = places.find(({ span }) => span !== undefined)?.span?.spanId
  if (spanId !== undefined) return spanId
  const first = places.find(({ pointer }) => pointer !== undefined)
  return first?.pointer ?? String(Math.min(...places.map(({ line }) => line)))
}
