import type { Source } from '@faultmaven/contracts'
import {
  examineSource,
  onCaseClock,
  relateSources,
  withLogFindings,
  type DraftFinding,
  type ExaminedSource,
} from '@faultmaven/diagnosis'
import { decodeText } from '@faultmaven/logs'
import { readDocument, type ReadDocument } from '../documents/read-document.ts'
import { comparisonDrafts } from './comparison-drafts.ts'
import { runnableChecks } from './describe-checks.ts'
import { draftsOf } from './drafts-of.ts'
import type { Examinable, Growing } from './examinable.ts'
import type { ServiceDraft } from './resolve-draft.ts'
import { createSourceReaders, type Room, type SourcePiece } from './source-readers.ts'
import { timesOf } from './source-times.ts'
import { growingView, viewsOf } from './views.ts'

export type Examined = {
  readonly kind: ExaminedSource['kind']
  /** Set where the source is no log: the log reader only knows it as plain text then. */
  readonly format?: string
  readonly drafts: readonly ServiceDraft[]
  /** Names of the checks that it has something for. */
  readonly checks: readonly string[]
  /** How much of it was examined where that is not all, a sentence each. */
  readonly notes: readonly string[]
  /** Of spans and points; a log has its own. */
  readonly times: Pick<Source, 'interval' | 'histogram'>
  /** Read as spans, series or a document, however long its lines are; what a reader of lines left out is not missing. */
  readonly isReadWhole: boolean
  /** Its views wait for {@link Examiner.relate}; false when there was no room for them. */
  readonly isHeld: boolean
  /** Set where it is a document that could be cut and indexed. */
  readonly document?: ReadDocument
}
/** A source of a turn under the name that it has among the others, which no other has. */
export type Named = {
  readonly id: string
  readonly name: string
  /** Puts its times on the clock of the case, microseconds. */
  readonly correctionUs: number
}

/** Reads sources as documents, tables, series and logs, and finds what they say: alone, and of a turn together. */
export type Examiner = {
  /** Reads a further piece of a trace, or of metrics, too large to be held whole. */
  take(piece: SourcePiece): Promise<void>
  /** Gives up a source of which pieces came. */
  drop(sourceId: string): Promise<void>
  /** Examines a source read to its end. */
  examine(turnId: string, sourceId: string, source: Examinable): Promise<Examined>
  /** Examines what has come of a log. */
  look(source: Growing): Promise<readonly DraftFinding[]>
  /** Ids of the sources whose views wait for {@link Examiner.relate}. */
  held(turnId: string): Promise<readonly string[]>
  /** Examines the sources that are held for a turn together. */
  relate(turnId: string, sources: readonly Named[]): Promise<readonly DraftFinding[]>
  forget(turnId: string): Promise<void>
  close(): Promise<void>
}

/**
 * What is held of one turn until its sources are related: log templates, characters of documents whose trees are kept, sampled records,
 * spans, some 400 bytes each, and samples of metrics that came in pieces, some 25.
 */
const ROOM = { templates: 60_000, characters: 8 * 2 ** 20, sampled: 60_000, spans: 100_000, samples: 1_000_000 }
type TurnRoom = Readonly<Record<keyof typeof ROOM, number>>
type Held = { readonly sources: Map<string, ExaminedSource> } & { -readonly [Of in keyof TurnRoom]: number }

/** Examines in this thread. A large document holds it for seconds: servers use the examiner of a worker. */
export function createExaminer({
  signatures,
  room,
  turnRoom,
}: {
  readonly signatures: boolean
  /** For what is read in pieces. */
  readonly room?: Partial<Room>
  /** For what waits for the other sources of its turn. */
  readonly turnRoom?: Partial<TurnRoom>
}): Examiner {
  const rooms = { ...ROOM, ...turnRoom }
  const turns = new Map<string, Held>()
  const readers = createSourceReaders(room)

  function hold(turnId: string, sourceId: string, examined: ExaminedSource, { whole }: Examinable): Holding {
    const held = turns.get(turnId) ?? { sources: new Map(), ...rooms }
    turns.set(turnId, held)
    const templates = examined.log?.templates.length ?? 0
    const isKept = examined.lines !== undefined || examined.trees.length + examined.tables.length + examined.series.length > 0
    const characters = isKept ? (whole?.length ?? 0) : 0
    if (templates > held.templates || characters > held.characters) return { isHeld: false, notes: [] }
    held.templates -= templates
    held.characters -= characters
    const { kept, notes } = withinRoom(examined, held)
    held.sources.set(sourceId, kept)
    return { isHeld: true, notes }
  }
  return {
    take: async (piece) => readers.take(piece),
    drop: async (sourceId) => readers.drop(sourceId),
    async examine(turnId, sourceId, source) {
      const fed = source.isFed ? readers.end(sourceId) : undefined
      const views = viewsOf(source, fed)
      const { format, notes } = views
      const examined = withLogFindings(views.examined, { signatures })
      const drafts = draftsOf({ ...views, examined }, (view) => examineSource(view, { signatures }))
      const times = timesOf(examined)
      // Large metrics wait for the other sources with their extremes only.
      if (fed?.as === 'series') fed.reading.thinTo(rooms.samples / 2)
      const holding = hold(turnId, sourceId, examined, source)
      const document = documentOf(sourceId, source, examined.kind)
      return {
        kind: examined.kind,
        ...(format === undefined ? {} : { format }),
        drafts,
        checks: runnableChecks(examined),
        notes: [
          ...notes,
          ...holding.notes,
          ...(document && 'why' in document ? [`not searched for runbooks: ${document.why}`] : []),
        ],
        times,
        isReadWhole: isReadWhole(examined),
        isHeld: holding.isHeld,
        ...(document && !('why' in document) && { document }),
      }
    },
    look: async (source) => examineSource(growingView(source), { signatures }),
    held: async (turnId) => [...(turns.get(turnId)?.sources.keys() ?? [])],
    async relate(turnId, named) {
      const sources = turns.get(turnId)?.sources
      const held = named.flatMap(({ id, name, correctionUs }) => {
        const source = sources?.get(id)
        return source === undefined ? [] : [{ ...onCaseClock(source, correctionUs), name }]
      })
      return [...relateSources(held, { signatures }), ...comparisonDrafts(held, (view) => examineSource(view, { signatures }))]
    },
    async forget(turnId) {
      turns.delete(turnId)
      readers.forget(turnId)
    },
    close: async () => turns.clear(),
  }
}

/** Only what is there whole: a passage must not end where a file was cut. */
function documentOf(id: string, { name, whole, encoding, isPartial }: Examinable, kind: ExaminedSource['kind']) {
  if (kind !== 'document' || whole === undefined || isPartial) return undefined
  return readDocument({ id, name }, decodeText(whole, encoding))
}

const isReadWhole = ({ kind, traces, series, trees }: ExaminedSource) =>
  kind === 'trace' || (kind !== 'log' && (traces !== undefined || series.length + trees.length > 0))

type Holding = { readonly isHeld: boolean; readonly notes: readonly string[] }

/**
 * Where there is no room for its sample, a log is compared by its messages only; where there is none for its spans, a trace is examined alone,
 * and so are metrics that came in pieces: both are said.
 */
function withinRoom(
  { traces, series, ...source }: ExaminedSource,
  held: Held,
): { readonly kept: ExaminedSource; readonly notes: readonly string[] } {
  const hasRoom = traces !== undefined && traces.spans.length <= held.spans
  const notes = traces === undefined || hasRoom ? [] : [aloneFor(traces.spans.length, 'spans', held.spans)]
  if (hasRoom) held.spans -= traces.spans.length
  const samples = series.reduce((sum, { sampleCount = 0 }) => sum + sampleCount, 0)
  const isSmall = samples <= held.samples
  if (isSmall) held.samples -= samples
  else notes.push(aloneFor(samples, 'points', held.samples))
  const examined = { ...source, series: isSmall ? series : [], ...(hasRoom && { traces }) }
  const { log } = examined
  if (log === undefined) return { kept: examined, notes }
  if (log.sample.lines.length > held.sampled)
    return { kept: { ...examined, log: { ...log, sample: { ...log.sample, lines: [] } } }, notes }
  held.sampled -= log.sample.lines.length
  return { kept: examined, notes }
}

const aloneFor = (count: number, what: string, room: number) =>
  `examined alone, not with other sources: its ${count} ${what} are more than the ${room} that there is still room for`
