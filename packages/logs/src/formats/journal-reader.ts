import type { TimeReader } from '../time/time-reader.ts'
import type { ReadLine } from './read-line.ts'
import { readScalars } from './structured-fields.ts'

const FIELD = /^\s{0,8}([A-Z_][A-Z0-9_]{0,63})=(.{0,4096})/s
const BINARY = /^[A-Z_][A-Z0-9_]{0,63}$/
const LENGTH_BYTES = 8
const MAX_FIELDS = 100

/**
 * An entry of the systemd journal as one record; undefined when it holds no message.
 * @see https://systemd.io/JOURNAL_EXPORT_FORMATS/
 */
export function readJournalEntry(text: string, times: TimeReader): ReadLine | undefined {
  const fields = new Map<string, string>()
  const lines = text.split('\n')
  for (let at = 0; at < lines.length && fields.size < MAX_FIELDS; at++) {
    const line = lines[at]!
    if (BINARY.test(line)) {
      const value = readBinary(lines, at + 1)
      if (!fields.has(line)) fields.set(line, value.text)
      at = value.last
      continue
    }
    const found = FIELD.exec(line)
    if (found?.[1] !== undefined && !fields.has(found[1])) fields.set(found[1], found[2] ?? '')
  }
  const message = fields.get('MESSAGE')
  if (message === undefined) return undefined
  if (!fields.has('__REALTIME_TIMESTAMP')) fields.set('__REALTIME_TIMESTAMP', text.slice(4, 60))
  const read = readScalars(fields, 'journal', text, times)
  const more = message.split('\n').slice(1)
  return read === undefined || more.length === 0 ? read : { ...read, detail: more }
}

/** A value with line breaks: its length as eight bytes, low ones first, then its bytes. @returns the line that it ends on */
function readBinary(lines: readonly string[], from: number): { readonly text: string; readonly last: number } {
  let last = from
  let rest = lines[from] ?? ''
  // A length of ten bytes is written as a line break.
  while (rest.length < LENGTH_BYTES && last + 1 < lines.length) rest += `\n${lines[++last]}`
  const length = rest.charCodeAt(0) + rest.charCodeAt(1) * 256
  let text = rest.slice(LENGTH_BYTES)
  while (Buffer.byteLength(text) < length && last + 1 < lines.length) text += `\n${lines[++last]}`
  return { text, last }
}
