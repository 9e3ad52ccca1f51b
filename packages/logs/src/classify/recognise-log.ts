import { entryGoesOn, entryStart, type OpenEntry } from '../formats/entry-reader.ts'
import { createLineReader } from '../formats/line-reader.ts'
import { continuesRecord, blockStart } from '../records/continuation.ts'
import type { ContentClass, Head } from './content-kind.ts'

/** Far ahead: stamps of any year are instants here. */
const NOW = Date.UTC(2100, 0, 1)

const NO_ENTRY: OpenEntry = { entry: undefined, text: '', lines: 0 }

/** A log, by the share of its lines that have a header; lines of stack traces count neither way. */
export function recogniseLog({ filled, taught }: Head): ContentClass | undefined {
  const reader = createLineReader({ now: NOW, taught })
  reader.choose(filled)
  let headers = 0
  let weak = 0
  let others = 0
  let traces = 0
  let entry: OpenEntry = NO_ENTRY
  for (const [index, line] of filled.entries()) {
    const start = entryOf(line, filled[index + 1])
    if (start !== undefined) headers += 1
    entry = start ?? (entryGoesOn(entry, line) ? { ...entry, lines: entry.lines + 1 } : NO_ENTRY)
    if (entry !== NO_ENTRY) continue
    const read = reader.read(line)
    if (
      read === undefined &&
      (continuesRecord(line, { block: undefined, sinceStart: 0, isHeaded: true }) || blockStart(line) !== undefined)
    )
      traces += 1
    else if (read === undefined) others += 1
    else if (read.format === 'general' && read.time === undefined) weak += 1
    else headers += 1
  }
  const lines = headers + weak + others
  const share = lines === 0 ? 0 : (headers + weak * 0.6) / lines
  const hasTrace = filled.some((line) => blockStart(line) !== undefined)
  if (share < 0.1) return hasTrace && traces >= others ? { kind: 'log', format: 'stack-trace', confidence: 0.6 } : undefined
  return { kind: 'log', format: reader.format(), confidence: Math.min(0.93, 0.25 + share * 0.7) }
}

/** The entry that a line begins, of which the next line is a part. */
function entryOf(line: string, next: string | undefined): OpenEntry | undefined {
  const kind = entryStart(line)
  const entry = { entry: kind, text: line, lines: 1 }
  return next !== undefined && entryGoesOn(entry, next) ? entry : undefined
}
