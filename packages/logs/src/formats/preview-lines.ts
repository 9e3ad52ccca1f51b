import { toInstant, type Severity } from '@faultmaven/signals'
import { createTimeReader } from '../time/time-reader.ts'
import { createLayoutReader } from './layout-reader.ts'
import type { Layout } from './layout.ts'
import type { Fields } from './read-line.ts'

/** A line and what a layout reads in it; `read` is absent where the line is laid out in another way. */
export type PreviewedLine = {
  readonly text: string
  readonly read?: {
    /** ISO 8601; absent when the line tells no instant. */
    readonly time?: string
    readonly severity?: Severity
    readonly host?: string
    readonly component?: string
    readonly body: string
    readonly fields: Fields
  }
}

/** What a layout reads in lines of one source, in their order. `now` is Unix milliseconds when the source came. */
export function previewLines(layout: Layout, lines: readonly string[], now: number): readonly PreviewedLine[] {
  const reader = createLayoutReader('taught', layout)
  const times = createTimeReader({ now })
  return lines.map((text) => {
    const line = reader.read(text, times)
    if (line === undefined) return { text }
    const { time, severity, host, component, body, fields = {} } = line
    return {
      text,
      read: {
        ...(time === undefined ? {} : { time: toInstant(time) }),
        ...(severity === undefined ? {} : { severity }),
        ...(host === undefined ? {} : { host }),
        ...(component === undefined ? {} : { component }),
        body,
        fields,
      },
    }
  })
}
