import type { LogDigest } from '@faultmaven/logs'
import { createSegmentSealer } from '@faultmaven/security'
import type { Blob, BlobWriter } from '@faultmaven/storage'
import { ownClock } from '../ingest/describe-source.ts'
import type { SmallSources } from '../sealing/small-sources.ts'
import type { Chunk } from './chunk-buffer.ts'
import {
  forColumns,
  NO_TIME,
  type ChunkLists,
  type ChunkSummary,
  type EntityNames,
  type SegmentPlace,
  type StoredClock,
  type StoredIndex,
  type StoredTemplates,
} from './stored-index.ts'

/** What became known at the end of a source. */
export type IndexEnd = {
  readonly digest: LogDigest
  /** Id of the template of each mined group, -1 for none. */
  readonly owners: Int32Array
  readonly names: EntityNames
}

/** Writes the record index of one source while it arrives. Holds the chunks that are not written yet, and the summaries. */
export type IndexWriter = {
  /** Seals a chunk; they come in the order of their records. */
  add(chunk: Chunk): void
  /** Writes what was sealed; to be awaited between pieces of the source. */
  flush(): Promise<void> | undefined
  /** Seals the rest. The place holds once the blob is committed: at once, or with the small sources. */
  finish(end: IndexEnd): Promise<StoredIndex>
  /** Removes what was written. */
  abort(): Promise<void>
}

/** An index of less than this shares a blob with others. */
const OWN_BLOB_BYTES = 256 * 1024
/** Fewer identifiers say nothing of a clock. */
const MIN_SKETCHED = 4
/** Values listed with the chunks of a source, all together: beyond, a search opens the column. */
const MAX_LISTED = 200_000

type Options = {
  readonly blob: Blob
  readonly smallSources: SmallSources
  readonly key: Uint8Array
  readonly caseId: string
  readonly sourceId: string
}

export function createIndexWriter({ blob, smallSources, key, caseId, sourceId }: Options): IndexWriter {
  const sealer = createSegmentSealer({ key, sourceId })
  const name = `${caseId}/${sourceId}-index`
  const chunks: ChunkSummary[] = []
  const lists: ChunkLists[] = []
  const severities = Array.from<number>({ length: 7 }).fill(0)
  let pending: Uint8Array[] = [sealer.header]
  let pendingBytes = sealer.header.length
  let length = sealer.header.length
  let writer: BlobWriter | undefined
  let isCommitted = false
  let listed = 0

  const put = (plain: Uint8Array): SegmentPlace => {
    const sealed = sealer.seal(length, plain)
    const place = { at: length, bytes: sealed.length }
    pending.push(sealed)
    pendingBytes += sealed.length
    length += sealed.length
    return place
  }
  const putJson = (value: EntityNames | StoredTemplates | StoredClock | readonly (ChunkSummary | ChunkLists)[]) =>
    put(Buffer.from(JSON.stringify(value)))

  function add({ summary, lists: own, columns }: Chunk): void {
    const placed = forColumns((name) => {
      const { head, bytes } = columns[name]
      return { head, ...(bytes.length === 0 ? { at: length, bytes: 0 } : put(bytes)) }
    })
    for (const [code, count] of summary.severities.entries()) severities[code]! += count
    chunks.push({ ...summary, columns: placed })
    const values = Object.values(own).reduce((sum, list) => sum + list.length / 2, 0)
    const hasRoom = listed + values <= MAX_LISTED
    lists.push(hasRoom ? own : {})
    if (hasRoom) listed += values
  }
  async function write(): Promise<void> {
    const bytes = Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    writer ??= await blob.create(name)
    await writer.write(bytes)
  }

  return {
    add,
    flush: () => (pendingBytes < OWN_BLOB_BYTES ? undefined : write()),
    async finish({ digest, owners, names }) {
      const places = {
        names: putJson(names),
        templates: putJson(toTemplates(digest, owners)),
        lists: putJson(lists),
        chunks: putJson(orderLeading(chunks)),
      }
      const clock = digest.ids.length < MIN_SKETCHED ? {} : { clock: putJson(toClock(digest)) }
      const records = severities.reduce((sum, count) => sum + count, 0)
      const whole = { records, severities, ...places, ...clock }
      if (writer === undefined) return { ...whole, place: await smallSources.append(Buffer.concat(pending)) }
      await write()
      await writer.commit()
      isCommitted = true
      return { ...whole, place: { blob: name, start: 0, end: length } }
    },
    async abort() {
      await writer?.abort()
      if (isCommitted) await blob.deleteAll(name)
    },
  }
}

/** Chunks before the first time of a source are ordered with the first record that has one. */
function orderLeading(chunks: readonly ChunkSummary[]): readonly ChunkSummary[] {
  const from = chunks.find(({ timed }) => timed > 0)?.from
  if (from === undefined) return chunks
  return chunks.map((chunk) => {
    if (chunk.from !== NO_TIME) return chunk
    const { time } = chunk.columns
    const columns = { ...chunk.columns, time: { ...time, head: { ...time.head, base: from } } }
    return { ...chunk, from, to: from, columns }
  })
}

function toClock(digest: LogDigest): StoredClock {
  return { own: ownClock(digest), resolutionMs: digest.clock.uncertaintyMs, ids: digest.ids }
}

function toTemplates(digest: LogDigest, ids: Int32Array): StoredTemplates {
  const places = new Map(digest.templates.map(({ id }, place) => [id, place]))
  const owners = Array.from(ids, (id) => places.get(id) ?? -1)
  const templates = digest.templates.map(({ text, literals, severity, count }) => ({
    text,
    literals,
    count,
    ...(severity === undefined ? {} : { severity }),
  }))
  return { templates, owners }
}
