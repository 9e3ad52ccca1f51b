import { decodeText } from '../encoding/decode-text.ts'
import { detectEncoding, HEAD_BYTES, type DetectedEncoding, type Encoding } from '../encoding/detect-encoding.ts'

/** Bytes that are looked at together: they stay in the cache of the processor. */
export const PIECE_BYTES = 262_144
/** Bytes of a line that are kept and analysed; the rest is only counted. */
export const MAX_LINE_BYTES = 65_536

const ZERO = 0x100
const LINE_FEED = 10

/**
 * One line without its terminator. `[start, end)` are bytes of the unpacked source, whatever its encoding;
 * `text` is the line decoded, at most its first 64 KiB; `cutBytes` says how many bytes that leaves out.
 */
export type Line = {
  /** From 1. */
  readonly number: number
  readonly start: number
  readonly end: number
  readonly text: string
  readonly cutBytes: number
  /** Holds a zero byte: a hole left by a crash, or no text at all. */
  readonly hasZero: boolean
}

export type LineSplitter = {
  readonly push: (chunk: Uint8Array) => void
  /** Emits the last line when no terminator ends it. */
  readonly end: () => void
  /** Known after 64 KiB or the end; what was given or detected. */
  readonly encoding: () => Encoding
}

/** Lines that begin at `from`; the bytes may be reused after `onPieceEnd`. */
export type LinesToTake = {
  readonly bytes: Buffer
  readonly from: number
  /** Where the last line feed stands that they reach to, though a carriage return may end lines earlier. */
  readonly lastFeed: number
  /** Of the first line. */
  readonly number: number
  /** Offset in the source of the first of the bytes. */
  readonly base: number
}
/** How many were taken, and where the line behind them begins. */
export type TakenLines = { readonly lines: number; readonly next: number }
/** Takes lines without text of them being made, up to the first that it refuses, without effect. */
export type TakeLines = (lines: LinesToTake) => TakenLines

/** Where the line begins behind a terminator. */
export function afterTerminator(bytes: Buffer, at: number): number {
  return at + (bytes[at] === 13 && bytes[at + 1] === LINE_FEED ? 2 : 1)
}

/**
 * Splits bytes into lines at LF, CRLF and lone CR. Lines, offsets and numbers do not depend on how the bytes are cut into
 * chunks, and at most 64 KiB of a line are held. Chunks may be reused by the caller after `push` returns.
 *
 * @param options.encoding skips detection, which otherwise waits for the first 64 KiB or the end
 */
export function createLineSplitter(options: {
  readonly onLine: (line: Line) => void
  readonly encoding?: Encoding
  /** Asked first for the lines of a one-byte encoding; what it takes does not come to `onLine`. */
  readonly takeLines?: TakeLines
  /** Called when bytes that `takeLines` saw are no longer needed here. */
  readonly onPieceEnd?: () => void
}): LineSplitter {
  let head: Uint8Array[] | undefined = []
  let headBytes = 0
  let scan: ReturnType<typeof createScanner> | undefined

  const start = () => {
    const bytes = Buffer.concat(head ?? [])
    head = undefined
    scan = createScanner(chooseEncoding(bytes, options.encoding), options)
    scan.push(bytes)
  }
  return {
    push: (chunk) => {
      if (scan !== undefined) return scan.push(asBuffer(chunk))
      head?.push(Uint8Array.from(chunk))
      headBytes += chunk.length
      if (headBytes >= HEAD_BYTES) start()
    },
    end: () => {
      if (scan === undefined) start()
      scan?.end()
    },
    encoding: () => scan?.encoding ?? options.encoding ?? 'utf-8',
  }
}

function chooseEncoding(head: Uint8Array, given: Encoding | undefined): DetectedEncoding {
  // Only this many bytes may decide, or the answer would depend on the size of the chunks.
  const detected = detectEncoding(head.subarray(0, HEAD_BYTES))
  if (given === undefined || given === detected.encoding) return detected
  return { encoding: given, bomBytes: 0 }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

type ScannerOptions = {
  readonly onLine: (line: Line) => void
  readonly takeLines?: TakeLines
  readonly onPieceEnd?: () => void
}

function createScanner({ encoding, bomBytes }: DetectedEncoding, { onLine, takeLines, onPieceEnd }: ScannerOptions) {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be'
  const step = wide ? 2 : 1
  // In a two-byte unit, where the byte stands that tells LF and CR; the other must be zero.
  const low = encoding === 'utf-16be' ? 1 : 0
  const held = Buffer.allocUnsafeSlow(MAX_LINE_BYTES + 4)
  let heldLength = 0
  let heldFlags = 0
  let odd: number | undefined
  // Of the next byte to scan; a held odd byte is not scanned yet.
  let offset = 0
  let lineStart = bomBytes
  let number = 0
  let afterCr = false
  let skip = bomBytes

  const emit = (bytes: Buffer, from: number, to: number, end: number, flags: number) => {
    const length = end - lineStart
    const stop = to - from > MAX_LINE_BYTES ? cutAt(bytes, from) : to
    const text = flags < 0x80 && !wide ? bytes.toString('latin1', from, stop) : decodeText(bytes.subarray(from, stop), encoding)
    number += 1
    onLine({ number, start: lineStart, end, text, cutBytes: length - (stop - from), hasZero: (flags & ZERO) !== 0 })
  }
  /** A line may be cut between characters only. */
  const cutAt = (bytes: Buffer, from: number) => {
    let stop = from + MAX_LINE_BYTES
    if (encoding !== 'utf-8') return stop
    for (let back = 0; back < 3 && ((bytes[stop] ?? 0) & 0xc0) === 0x80; back++) stop -= 1
    return stop
  }
  const hold = (bytes: Buffer, from: number, to: number, flags: number) => {
    heldFlags |= flags
    // Four bytes more than are kept show whether a character crosses the border.
    const take = Math.min(to - from, held.length - heldLength)
    if (take > 0) bytes.copy(held, heldLength, from, from + take)
    heldLength += Math.max(0, take)
  }
  const endLine = (bytes: Buffer, from: number, to: number, end: number, flags: number) => {
    if (heldLength === 0) return emit(bytes, from, to, end, flags)
    hold(bytes, from, to, flags)
    if (!takeHeld()) emit(held, 0, heldLength, end, heldFlags)
    heldLength = 0
    heldFlags = 0
  }
  const takeHeld = (): boolean => {
    if (takeLines === undefined || wide || heldLength >= MAX_LINE_BYTES) return false
    held[heldLength] = LINE_FEED
    const bytes = held.subarray(0, heldLength + 1)
    if (takeLines({ bytes, from: 0, lastFeed: heldLength, number: number + 1, base: lineStart }).lines === 0) return false
    number += 1
    onPieceEnd?.()
    return true
  }
  // All bits of the text that was skipped last.
  let seen = 0
  /** Skips text up to carriage return or below. Apart, because what surrounds it is seldom come by and not worth compiling. */
  const skipText = (bytes: Buffer, from: number, to: number): number => {
    let at = from
    let bits = 0
    while (at < to && bytes[at]! > 13) bits |= bytes[at++]!
    seen = bits
    return at
  }
  const push = (input: Buffer) => {
    for (let at = 0; at < input.length; at += PIECE_BYTES) pushPiece(input.subarray(at, at + PIECE_BYTES))
  }
  const pushPiece = (input: Buffer) => {
    let bytes = input
    if (odd !== undefined && bytes.length > 0) {
      bytes = Buffer.concat([Buffer.of(odd), bytes])
      odd = undefined
    }
    let from = Math.min(skip, bytes.length)
    skip -= from
    const base = offset
    const size = wide ? bytes.length - ((bytes.length - from) & 1) : bytes.length
    if (size < bytes.length) odd = bytes[size]
    offset = base + size
    let flags = 0
    let at = from
    const lastFeed = takeLines === undefined || wide ? -1 : bytes.lastIndexOf(LINE_FEED, size - 1)
    while (at < size) {
      // At the beginning of a line, unless it is the rest of one, or of a terminator.
      if (at === from && at <= lastFeed && heldLength === 0 && !(afterCr && bytes[at] === LINE_FEED)) {
        const taken = takeLines!({ bytes, from: at, lastFeed, number: number + 1, base })
        if (taken.lines > 0) afterCr = false
        number += taken.lines
        at = from = taken.next
        lineStart = base + from
        if (at === size) break
      }
      if (!wide) {
        const next = skipText(bytes, at, size)
        flags |= seen
        at = next
        if (at === size) break
      }
      const code = wide ? bytes[at + low]! | (bytes[at + 1 - low]! << 8) : bytes[at]!
      if (code !== 10 && code !== 13) {
        flags |= code === 0 ? ZERO : code > 0x7f ? 0x80 : code
      } else if (code === 10 && afterCr && at === from && heldLength === 0) {
        from = at + step
        lineStart = base + from
      } else {
        endLine(bytes, from, at, base + at, flags)
        flags = 0
        from = at + step
        lineStart = base + from
      }
      afterCr = code === 13
      at += step
    }
    if (at > from) afterCr = false
    if (from < size) hold(bytes, from, size, flags)
    onPieceEnd?.()
  }
  const end = () => {
    if (odd !== undefined) {
      hold(Buffer.of(odd), 0, 1, 0)
      offset += 1
      odd = undefined
    }
    if (heldLength > 0) emit(held, 0, heldLength, offset, heldFlags)
    heldLength = 0
  }
  return { push, end, encoding }
}
