/** What stands in a document, in its order. Bytes are those of a text without its quotes, escapes as they are written. */
export type JsonHandler = {
  open(isList: boolean, line: number): void
  close(line: number): void
  key(bytes: Uint8Array, from: number, to: number): void
  scalar(bytes: Uint8Array, token: JsonToken): void
  /** A fault of the syntax: what is open will not be closed. */
  reset(): void
}
export type JsonToken = { readonly from: number; readonly to: number; readonly isText: boolean; readonly line: number }

const QUOTE = 34
const BACKSLASH = 92
const LINE_FEED = 10
const COMMA = 44
const COLON = 58
const OBJECT = 123
const OBJECT_END = 125
const LIST = 91
const LIST_END = 93
const MAX_DEPTH = 200
const MAX_TOKEN_BYTES = 2 ** 20

/**
 * Scans JSON documents, one after the other, that come in pieces, without making values of them. A place that breaks the syntax is told;
 * reading goes on at the next line that begins an object.
 */
export function createJsonScanner(handler: JsonHandler, onFault: (line: number, message: string) => void) {
  const kinds = new Uint8Array(MAX_DEPTH + 1)
  const token = { from: 0, to: 0, isText: false, line: 1 }
  let depth = 0
  let line = 1
  let isKeyNext = false
  /** A value is over: a comma or a bracket must come before another. */
  let isAfterValue = false
  let isLost = false
  let rest: Uint8Array = new Uint8Array()
  /** The byte before `rest`. */
  let before = LINE_FEED

  function lose(message: string): void {
    onFault(line, message)
    handler.reset()
    depth = 0
    isLost = true
    isAfterValue = false
  }
  function open(kind: number): void {
    if (depth === MAX_DEPTH) return lose('the document is nested too deeply')
    depth += 1
    kinds[depth] = kind
    isKeyNext = kind === OBJECT
    isAfterValue = false
    handler.open(kind === LIST, line)
  }
  function close(kind: number): void {
    if (depth === 0 || kinds[depth] !== kind) return lose('a bracket closes what was not opened')
    depth -= 1
    isKeyNext = false
    isAfterValue = depth > 0
    handler.close(line)
  }

  /** @returns where what is not whole begins */
  function scan(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length) {
      const byte = bytes[at]!
      if (isLost) {
        const next = bytes.indexOf(LINE_FEED, at)
        if (next < 0 || next + 1 >= bytes.length) return next < 0 ? bytes.length : next
        line += 1
        at = next + 1
        isLost = bytes[at] !== OBJECT
        continue
      }
      if (byte <= 32) {
        if (byte === LINE_FEED) line += 1
        at += 1
      } else if (isAfterValue && byte !== COMMA && byte !== OBJECT_END && byte !== LIST_END) {
        lose('a comma is missing')
        // The document before was cut, and this line begins another.
        isLost = byte !== OBJECT || (at === 0 ? before : bytes[at - 1]) !== LINE_FEED
      } else if (byte === QUOTE) {
        const end = endOfText(bytes, at + 1)
        if (end < 0) return at
        if (bytes[end] !== QUOTE) {
          lose('a text does not end in its line')
          at = end
          continue
        }
        if (isKeyNext) handler.key(bytes, at + 1, end)
        else tell(bytes, at + 1, end, true)
        isKeyNext = false
        at = end + 1
      } else if (byte === COMMA) {
        isKeyNext = kinds[depth] === OBJECT && depth > 0
        isAfterValue = false
        at += 1
      } else if (byte === COLON) at += 1
      else if (byte === OBJECT || byte === LIST) {
        open(byte)
        at += 1
      } else if (byte === OBJECT_END || byte === LIST_END) {
        close(byte === OBJECT_END ? OBJECT : LIST)
        at += 1
      } else {
        const end = endOfWord(bytes, at)
        if (end === at) lose('here is no JSON')
        else if (end === bytes.length) return at
        else tell(bytes, at, end, false)
        at = end
      }
    }
    return at
  }
  function tell(bytes: Uint8Array, from: number, to: number, isText: boolean): void {
    token.from = from
    token.to = to
    token.isText = isText
    token.line = line
    handler.scalar(bytes, token)
    isAfterValue = depth > 0
  }
  return {
    push(chunk: Uint8Array): void {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const scanned = scan(bytes)
      if (scanned > 0) before = bytes[scanned - 1]!
      // A slice of a buffer would be the buffer of the caller.
      rest = new Uint8Array(bytes.subarray(scanned))
      if (rest.length <= MAX_TOKEN_BYTES) return
      rest = new Uint8Array()
      lose('a text is longer than 1 MiB')
    },
    end(): void {
      if (depth > 0) lose('the document ends before its brackets close')
    },
  }
}

/** Where the quote stands that ends a text, or the line that must not end within; -1 when neither is there yet. */
function endOfText(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE || byte === LINE_FEED) return at
    if (byte === BACKSLASH) at += 1
  }
  return -1
}

/** After a number or one of `true`, `false` and `null`. */
function endOfWord(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]!
    const isPart =
      (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122) || byte === 45 || byte === 43 || byte === 46 || byte === 69
    if (!isPart) break
    at += 1
  }
  return at
}
