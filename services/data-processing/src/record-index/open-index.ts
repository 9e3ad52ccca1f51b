import { createSegmentOpener, HEADER_BYTES, type SegmentOpener } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { unpackColumn } from './pack-column.ts'
import {
  CHUNK_RECORDS,
  type ChunkLists,
  type ChunkSummary,
  type ColumnName,
  type EntityNames,
  NO_TIME,
  type SegmentPlace,
  type StoredClock,
  type StoredIndex,
  type StoredTemplates,
} from './stored-index.ts'

/** Reads a sealed record index. Every part is opened when it is first asked for. */
export type RecordIndex = {
  readonly records: number
  readonly severities: readonly number[]
  chunks(): Promise<readonly ChunkSummary[]>
  /** Of each chunk, in the same order. */
  lists(): Promise<readonly ChunkLists[]>
  names(): Promise<EntityNames>
  templates(): Promise<StoredTemplates>
  /** Undefined when it says nothing that could be compared. */
  clock(): Promise<StoredClock | undefined>
  /**
   * Columns of a chunk, in the order asked. They stand in arrays of `room`, which the next call with the same room overwrites.
   * @throws {SealBrokenError}
   */
  columns(chunk: ChunkSummary, names: readonly ColumnName[], room: ColumnRoom): Promise<readonly Float64Array[]>
}

/** Arrays that columns are unpacked into, one for each column asked for at a time: half a MiB each. */
export type ColumnRoom = Map<ColumnName, Float64Array>

type Options = {
  readonly blob: Blob
  readonly key: Uint8Array
  readonly sourceId: string
  /** Added to all times, microseconds: puts the records on the clock of the case. */
  readonly correctionUs: number
}

export function openIndex({ place, ...stored }: StoredIndex, { blob, key, sourceId, correctionUs }: Options): RecordIndex {
  let opener: Promise<SegmentOpener> | undefined
  let chunks: Promise<readonly ChunkSummary[]> | undefined
  let lists: Promise<readonly ChunkLists[]> | undefined
  let names: Promise<EntityNames> | undefined
  let templates: Promise<StoredTemplates> | undefined

  const read = (start: number, end: number) => blob.read(place.blob, place.start + start, place.start + end)
  const open = () => {
    opener ??= read(0, HEADER_BYTES).then((header) => createSegmentOpener({ key, sourceId, header }))
    return opener
  }
  async function json<T>({ at, bytes }: SegmentPlace): Promise<T> {
    const [opened, sealed] = await Promise.all([open(), read(at, at + bytes)])
    // What stands there was written by the index writer for this place, and its seal holds.
    const value: T = JSON.parse(Buffer.from(opened.open(at, sealed)).toString('utf8'))
    return value
  }
  return {
    records: stored.records,
    severities: stored.severities,
    chunks: () => (chunks ??= json<ChunkSummary[]>(stored.chunks).then((own) => onCaseClock(own, correctionUs))),
    lists: () => (lists ??= json(stored.lists)),
    names: () => (names ??= json(stored.names)),
    templates: () => (templates ??= json(stored.templates)),
    clock: async () => stored.clock && json<StoredClock>(stored.clock),
    async columns({ columns }, wanted, room) {
      const held = wanted.map((name) => columns[name]).filter(({ bytes }) => bytes > 0)
      const from = Math.min(...held.map(({ at }) => at))
      const to = Math.max(...held.map(({ at, bytes }) => at + bytes))
      // One read for all: the columns of a chunk stand together.
      const sealed = held.length === 0 ? new Uint8Array(0) : await read(from, to)
      const opened = await open()
      return wanted.map((name) => {
        const { head, at, bytes } = columns[name]
        const plain = bytes === 0 ? new Uint8Array(0) : opened.open(at, sealed.subarray(at - from, at - from + bytes))
        return unpackColumn({ head, bytes: plain }, roomFor(room, name))
      })
    },
  }
}

/** Times are told by the heads of their columns, so that none of them has to be rewritten. */
function onCaseClock(chunks: readonly ChunkSummary[], correctionUs: number): readonly ChunkSummary[] {
  if (correctionUs === 0) return chunks
  return chunks.map((chunk) => {
    if (chunk.from === NO_TIME) return chunk
    const { time } = chunk.columns
    const { timedFrom, timedTo } = chunk
    return {
      ...chunk,
      from: chunk.from + correctionUs,
      to: chunk.to + correctionUs,
      ...(timedFrom === undefined ? {} : { timedFrom: timedFrom + correctionUs }),
      ...(timedTo === undefined ? {} : { timedTo: timedTo + correctionUs }),
      columns: { ...chunk.columns, time: { ...time, head: { ...time.head, base: time.head.base + correctionUs } } },
    }
  })
}

function roomFor(room: ColumnRoom, name: ColumnName): Float64Array {
  const known = room.get(name)
  if (known !== undefined) return known
  const made = new Float64Array(CHUNK_RECORDS)
  room.set(name, made)
  return made
}
