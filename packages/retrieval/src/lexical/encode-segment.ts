import { documentsOfChunks } from './documents-of-chunks.ts'
import type { Postings } from './postings.ts'
import type { Segment } from './segment.ts'

/** Magic and version; another version is not read but made anew from the documents. */
const MAGIC = 'FMSEG1\n\0'
/** Arrays begin at a multiple of this, so that they can be viewed in place. */
const ALIGNMENT = 8

type Header = {
  readonly documents: readonly string[]
  /** Bytes of the terms, one a line in the order of their places. */
  readonly termBytes: number
  /** Elements of each array, in the order in which they stand. */
  readonly lengths: readonly number[]
}

/** A segment as bytes: a header in JSON, its terms, its arrays in the byte order of the machine. Linear; a copy of the arrays. */
export function encodeSegment(segment: Segment): Uint8Array {
  const terms = new TextEncoder().encode([...segment.terms.keys()].join('\n'))
  const arrays = arraysOf(segment)
  const header: Header = { documents: segment.documents, termBytes: terms.length, lengths: arrays.map(({ length }) => length) }
  const head = new TextEncoder().encode(JSON.stringify(header))
  const pieces = [new TextEncoder().encode(MAGIC), Uint8Array.from(bytesOf(head.length)), head, terms, ...arrays.map(toBytes)]
  const bytes = new Uint8Array(pieces.reduce((total, { length }) => align(total + length), 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at = align(at + piece.length)
  }
  return bytes
}

/**
 * Reads a segment back. Its arrays are views of the bytes, which must stay as they are.
 * @returns undefined when the bytes are of another version or damaged
 */
export function decodeSegment(bytes: Uint8Array): Segment | undefined {
  if (bytes.byteOffset % ALIGNMENT !== 0) return decodeSegment(bytes.slice())
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC || bytes.length < 3 * ALIGNMENT) return undefined
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true)
  const header = readHeader(bytes.subarray(2 * ALIGNMENT, 2 * ALIGNMENT + headLength))
  if (header === undefined) return undefined
  const [widths, whole] = placesOf(header, align(2 * ALIGNMENT + headLength))
  if (whole !== bytes.length) return undefined
  const termsAt = align(2 * ALIGNMENT + headLength)
  const text = new TextDecoder().decode(bytes.subarray(termsAt, termsAt + header.termBytes))
  const terms = new Map(text === '' ? [] : text.split('\n').map((term, place) => [term, place]))
  const wide = (index: number) => new Uint32Array(bytes.buffer, bytes.byteOffset + widths[index]!, header.lengths[index])
  const middle = (index: number) => new Uint16Array(bytes.buffer, bytes.byteOffset + widths[index]!, header.lengths[index])
  const narrow = (index: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + widths[index]!, header.lengths[index])
  const chunkStart = wide(0)
  return {
    documents: header.documents,
    chunkStart,
    documentOf: documentsOfChunks(chunkStart),
    bodyLength: middle(1),
    headingLength: middle(2),
    titleLength: middle(3),
    nameLength: middle(4),
    terms,
    inChunks: { offsets: wide(5), units: wide(6), first: narrow(7), second: narrow(8) },
    inDocuments: { offsets: wide(9), units: wide(10), first: narrow(11), second: narrow(12) },
  }
}

type Numbers = Uint32Array | Uint16Array | Uint8Array
/** Bytes of an element of each array of {@link arraysOf}. */
const WIDTHS = [4, 2, 2, 2, 2, 4, 4, 1, 1, 4, 4, 1, 1] as const

function arraysOf({ chunkStart, bodyLength, headingLength, titleLength, nameLength, inChunks, inDocuments }: Segment): Numbers[] {
  const lengths: Numbers[] = [chunkStart, bodyLength, headingLength, titleLength, nameLength]
  return lengths.concat(columnsOf(inChunks), columnsOf(inDocuments))
}

function columnsOf({ offsets, units, first, second }: Postings): Numbers[] {
  return [offsets, units, first, second]
}

/** Where each array begins, and where the last one ends. */
function placesOf({ termBytes, lengths }: Header, termsAt: number): [places: number[], end: number] {
  let at = align(termsAt + termBytes)
  const places = WIDTHS.map((width, index) => {
    const place = at
    at = align(at + width * (lengths[index] ?? 0))
    return place
  })
  return [places, at]
}

function readHeader(bytes: Uint8Array): Header | undefined {
  try {
    // Our own bytes under our own magic: their shape is known once they parse.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return JSON.parse(new TextDecoder().decode(bytes)) as Header
  } catch {
    return undefined
  }
}

function toBytes(array: Numbers): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function bytesOf(value: number): Uint8Array {
  const bytes = new Uint8Array(ALIGNMENT)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
