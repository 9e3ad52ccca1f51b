import type { TimeReader } from '../time/time-reader.ts'
import type { ReadLine } from './read-line.ts'
import { readScalars } from './structured-fields.ts'

const VERBOSE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \S{1,10} \[s=[0-9a-f]/
const FIELD = /^\s{0,8}([A-Z_][A-Z0-9_]{0,63})=(.{0,4096})/s
const MAX_FIELDS = 100

/** Whether a line begins an entry of `journalctl -o export` (entries end at an empty line) or `-o verbose` (its lines are indented). */
export function journalEntryStart(text: string): 'export' | 'verbose' | undefined {
  if (text.startsWith('__CURSOR=')) return 'export'
  return VERBOSE.test(text.slice(0, 80)) ? 'verbose' : undefined
}

/**
 * An entry of the systemd journal as one record; undefined when it holds no message.
 * @see https://systemd.io/JOURNAL_EXPORT_FORMATS/
 */
export function readJournalEntry(text: string, times: TimeReader): ReadLine | undefined {
  const fields = new Map<string, string>()
  for (const line of text.split('\n', MAX_FIELDS)) {
    const found = FIELD.exec(line)
    if (found?.[1] !== undefined && !fields.has(found[1])) fields.set(found[1], found[2] ?? '')
  }
  if (!fields.has('MESSAGE')) return undefined
  if (!fields.has('__REALTIME_TIMESTAMP')) fields.set('__REALTIME_TIMESTAMP', text.slice(4, 60))
  return readScalars(fields, 'journal', text, times)
}
