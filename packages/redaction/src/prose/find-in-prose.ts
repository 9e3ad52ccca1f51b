import type { Span } from '../span.ts'
import { licenceNumber } from './licence-number.ts'
import { person } from './person.ts'
import type { ProseDetector } from './prose-detector.ts'
import { proseLines } from './prose-lines.ts'
import { spokenPhone } from './spoken-phone.ts'
import { streetAddress } from './street-address.ts'

export const PROSE_DETECTORS: readonly ProseDetector[] = [licenceNumber, spokenPhone, streetAddress, person]

/** What sentences give away, in the lines of a text that read like sentences. `onTick` is called for each of them and may throw. */
export function findInProse(text: string, onTick: () => void): Span[] {
  const spans: Span[] = []
  for (const { start, end } of proseLines(text)) {
    onTick()
    const line = text.slice(start, end)
    for (const { pattern, type } of PROSE_DETECTORS)
      for (const found of line.matchAll(pattern)) {
        const value = found.slice(1).find((group) => group !== undefined)!
        const from = start + found.index + found[0].lastIndexOf(value)
        spans.push({ start: from, end: from + value.length, type })
      }
  }
  return spans
}
