import { createLineReader } from '../formats/line-reader.ts'
import { continuesRecord, blockStart } from '../records/continuation.ts'
import type { ContentClass, Head } from './content-kind.ts'

/** Far ahead: stamps of any year are instants here. */
const NOW = Date.UTC(2100, 0, 1)

/** A log, by the share of its lines that have a header; lines of stack traces count neither way. */
export function recogniseLog({ filled }: Head): ContentClass | undefined {
  const reader = createLineReader({ now: NOW })
  reader.choose(filled)
  let headers = 0
  let weak = 0
  let others = 0
  let traces = 0
  for (const line of filled) {
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
