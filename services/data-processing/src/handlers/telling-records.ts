import type { ByteSource } from '@faultmaven/evidence'
import type { RecordIndex } from '../record-index/open-index.ts'
import type { ColumnName } from '../record-index/stored-index.ts'

type Options = {
  readonly index: RecordIndex
  readonly bytes: Pick<ByteSource, 'read'>
  readonly decode: (bytes: Uint8Array) => string
  /** Looks through the text of a record. @returns whether it tells of what is sought */
  readonly look: (text: string) => boolean
  /** Lets others have their turn. */
  readonly pause: () => Promise<void> | undefined
  /** Bytes that may be read. */
  readonly room: number
}

/** Of each template, records that tell whether others of it are worth reading; and of one that is, records at most. */
const FEW = 4
const MANY = 20_000
const MAX_RECORD_BYTES = 4096

type Place = { readonly start: number; readonly length: number; readonly template: number }

/**
 * Looks through records of a whole source without reading it whole: of each template a few, spread over the source, then of those in which something was
 * found, many. Records of one template say the same of different things, so what a few do not tell of, the others hardly do.
 * @returns bytes that were read, at most `room`
 */
export async function readTellingRecords({ index, bytes, decode, look, pause, room }: Options): Promise<number> {
  const telling = new Set<number>()
  let left = room
  const readAll = async (places: readonly Place[]) => {
    for (const { start, length, template } of places) {
      if (length > left) return
      left -= length
      if (look(decode(await bytes.read(start, start + length)))) telling.add(template)
      await pause()
    }
  }
  await readAll(await spreadPlaces(index, () => FEW))
  const known = new Set(telling)
  await readAll(await spreadPlaces(index, (template) => (known.has(template) ? MANY : 0)))
  return room - left
}

const ASKED = ['group', 'start', 'length'] as const satisfies readonly ColumnName[]

/** Places of records in their order, of each template at most as many as are wanted, at equal distances. */
async function spreadPlaces(index: RecordIndex, wanted: (template: number) => number): Promise<readonly Place[]> {
  const { templates, owners } = await index.templates()
  const strides = templates.map(({ count }, template) => Math.ceil(count / wanted(template)))
  const seen = new Uint32Array(templates.length)
  const places: Place[] = []
  const room = new Map<ColumnName, Float64Array>()
  for (const chunk of await index.chunks()) {
    const [groups, starts, lengths] = await index.columns(chunk, ASKED, room)
    for (let at = 0; at < chunk.records; at += 1) {
      const template = owners[groups![at]!] ?? -1
      const stride = strides[template] ?? Infinity
      if (stride !== Infinity && seen[template]!++ % stride === 0)
        places.push({ start: starts![at]!, length: Math.min(lengths![at]!, MAX_RECORD_BYTES), template })
    }
  }
  return places
}
