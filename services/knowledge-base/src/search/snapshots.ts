import { randomUUID } from 'node:crypto'
import { decodeSegment, encodeSegment, type Segment } from '@faultmaven/retrieval'
import type { Blob, Kv } from '@faultmaven/storage'

const MANIFEST = 'knowledge/segments'
const FOLDER = 'segments/'

/**
 * Segments on disk, so that a start need not read all documents again. They hold nothing that the documents do not: one that is missing
 * or damaged is made anew.
 */
export function createSnapshots({ kv, blob }: { readonly kv: Kv; readonly blob: Blob }) {
  const names = new Map<Segment, string>()
  let last: Promise<unknown> = Promise.resolve()

  async function write(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) if (!names.has(segment)) names.set(segment, await store(blob, segment))
    const kept = segments.map((segment) => names.get(segment)!)
    await kv.set(MANIFEST, Buffer.from(JSON.stringify(kept)))
    for (const [segment] of names) if (!segments.includes(segment)) names.delete(segment)
    // Only what no manifest names any more: a kill in between leaves a file too many, never one too few.
    for (const name of await blob.list(FOLDER)) if (!kept.includes(name)) await blob.deleteAll(name)
  }
  return {
    async load(): Promise<Segment[]> {
      const entry = await kv.get(MANIFEST)
      const listed: readonly string[] = entry ? JSON.parse(Buffer.from(entry.value).toString()) : []
      const segments: Segment[] = []
      for (const name of listed) {
        const segment = await read(blob, name)
        if (!segment) continue
        names.set(segment, name)
        segments.push(segment)
      }
      return segments
    },
    /** Makes these the segments that the next start finds; one call after another. */
    save(segments: readonly Segment[]): Promise<void> {
      const saved = last.then(() => write(segments))
      last = saved.catch(() => {})
      return saved
    },
  }
}

async function store(blob: Blob, segment: Segment): Promise<string> {
  const name = `${FOLDER}${randomUUID()}`
  const writer = await blob.create(name)
  await writer.write(encodeSegment(segment))
  await writer.commit()
  return name
}

async function read(blob: Blob, name: string): Promise<Segment | undefined> {
  const size = await blob.size(name)
  return size === undefined ? undefined : decodeSegment(await blob.read(name, 0, size))
}
