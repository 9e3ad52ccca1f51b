import type { LogRecord, Severity } from '@faultmaven/signals'
import { literalsOf } from './mask.ts'
import { createSampler, type SampleRoom } from './sample-records.ts'

/** Records with the same masked text and severity, while they are being read. */
export type Group = {
  readonly id: number
  /** Masked text of its first record; becomes coarser when other texts fold into the group. */
  masked: string
  /** The first record's message, kept where it holds names. */
  body: string
  /** Words with a digit that stand in every record so far: names, not values. */
  names: readonly string[]
  /** The name that every record ends with, else empty. */
  ending: string
  literals: readonly string[]
  readonly severity: Severity | undefined
  component: string | undefined
  readonly firstLine: number
  readonly sampler: ReturnType<typeof createSampler>
  // As of the last result:
  count: number
  lastLine: number
  /** Microseconds; later than `latest` when no record has a time. */
  earliest: number
  latest: number
}

export function createGroup(id: number, record: LogRecord, masked: string, room: SampleRoom): Group {
  return {
    id,
    masked,
    body: '',
    names: [],
    ending: '',
    literals: literalsOf(masked),
    severity: record.severity,
    component: record.component,
    firstLine: record.line,
    sampler: createSampler(room),
    count: 0,
    lastLine: record.line,
    earliest: Infinity,
    latest: -Infinity,
  }
}
