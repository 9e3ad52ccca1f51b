import { createSegmentOpener, HEADER_BYTES, type SegmentOpener } from '@faultmaven/security'
import type { Blob } from '@faultmaven/storage'
import { storedColumn, unpackColumn, type PackedColumn, type StoredColumn } from './pack-column.ts'
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
  /** Reads columns of a chunk without opening them. */
  read(chunk: ChunkSummary, names: readonly ColumnName[]): Promise<ReadColumns>
  /** Columns of a chunk, in the order asked, unpacked into `room`. @throws {SealBrokenError} */
  columns(chunk: ChunkSummary, names: readonly ColumnName[], room: ColumnRoom): Promise<readonly Float64Array[]>
}

/** Columns of one chunk, each opened when it is asked for; no others than were read. */
export type ReadColumns = {
  /** For whoever passes through it once. What had to be unpacked stands in `room`, as with `values`. @throws {SealBrokenError} */
  stored(name: ColumnName, room: ColumnRoom): StoredColumn
  /** Unpacked into the array of `room`, which the next one of that name with the same room overwrites. @throws {SealBrokenError} */
  values(name: ColumnName, room: ColumnRoom): Float64Array
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
  /** One read for all: the columns of a chunk stand together. */
  async function readColumns({ columns }: ChunkSummary, names: readonly ColumnName[]): Promise<ReadColumns> {
    const held = names.map((name) => columns[name]).filter(({ bytes }) => bytes > 0)
    const from = Math.min(...held.map(({ at }) => at))
    const to = Math.max(...held.map(({ at, bytes }) => at + bytes))
    const [sealed, opened] = await Promise.all([held.length === 0 ? new Uint8Array(0) : read(from, to), open()])
    const known = new Map<ColumnName, PackedColumn>()
    const packed = (name: ColumnName) => {
      const { head, at, bytes } = columns[name]
      const column = known.get(name) ?? {
        head,
        bytes: bytes === 0 ? new Uint8Array(0) : opened.open(at, sealed.subarray(at - from, at - from + bytes)),
      }
      known.set(name, column)
      return column
    }
    return {
      stored: (name, room) => storedColumn(packed(name), () => roomFor(room, name)),
      values: (name, room) => unpackColumn(packed(name), roomFor(room, name)),
    }
  }
  return {
    records: stored.records,
    severities: stored.severities,
    chunks: () => (chunks ??= json<ChunkSummary[]>(stored.chunks).then((own) => onCaseClock(own, correctionUs))),
    lists: () => (lists ??= json(stored.lists)),
    names: () => (names ??= json(stored.names)),
    templates: () => (templates ??= json(stored.templates)),
    clock: async () => stored.clock && json<StoredClock>(stored.clock),
    read: readColumns,
    async columns(chunk, names, room) {
      const columns = await readColumns(chunk, names)
      return names.map((name) => columns.values(name, room))
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
