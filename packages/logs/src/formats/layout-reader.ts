import { severityOfName } from '../records/severity-names.ts'
import { createTimeReader } from '../time/time-reader.ts'
import { toFieldValue } from './field-value.ts'
import { matchLayoutOf, type Layout, type Span, type StampEnd } from './layout.ts'
import type { FormatReader } from './pattern-reader.ts'
import type { ReadLine } from './read-line.ts'

/** Far ahead: whether a stamp is one does not depend on when it is read. */
const FAR = Date.UTC(2100, 0, 1)
const NAMED = new Set(['', 'timestamp', 'severity', 'host', 'component', 'body'])

/** Tells where a stamp ends. Changes no state that a source's reading depends on. */
export function createStampEnd(): StampEnd {
  const times = createTimeReader({ now: FAR })
  return (text, at) => times.readAt(text, at, true)?.end
}

/** Reader of a format that a user taught by example. Its lines are always read in full, none is remembered by its shape. */
export function createLayoutReader(name: string, layout: Layout): FormatReader {
  const stampEnd = createStampEnd()
  const match = (text: string) => matchLayoutOf(layout, text, stampEnd)
  return {
    name,
    wraps: false,
    bodyOf: (text) => {
      const spans = match(text)
      return spans === undefined ? undefined : valueOf(spans, 'body', text)
    },
    read: (text, times) => {
      const spans = match(text)
      if (spans === undefined) return undefined
      const stamp = valueOf(spans, 'timestamp', text)
      const level = valueOf(spans, 'severity', text)
      const line: ReadLine = {
        format: name,
        time: stamp === '' ? undefined : times.read(stamp),
        severity: level === '' ? undefined : severityOfName(level),
        host: valueOf(spans, 'host', text) || undefined,
        component: valueOf(spans, 'component', text) || undefined,
        body: valueOf(spans, 'body', text),
        fields: fieldsOf(spans, text),
      }
      return line
    },
  }
}

function valueOf(spans: readonly Span[], name: string, text: string): string {
  const span = spans.find((other) => other.name === name)
  return span === undefined ? '' : text.slice(span.from, span.to).trim()
}

function fieldsOf(spans: readonly Span[], text: string) {
  const fields: Record<string, string | number> = {}
  for (const { name, from, to } of spans) if (!NAMED.has(name)) fields[name] = toFieldValue(text.slice(from, to).trim())
  return fields
}
