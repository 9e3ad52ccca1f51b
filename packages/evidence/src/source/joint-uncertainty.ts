import type { SourceReader } from './source-reader.ts'

/**
 * What instants of two sources may be off by against each other, milliseconds. Sources of one reference are compared with it, not with
 * true time: two logs of one unknown zone are in order all the same.
 */
export function jointUncertaintyMs(a: SourceReader, b: SourceReader): number {
  if (a === b) return 0
  const isAligned = a.reference !== undefined && a.reference.id === b.reference?.id
  const ms = isAligned
    ? a.reference.uncertaintyMs + (b.reference?.uncertaintyMs ?? 0)
    : a.clockUncertaintyMs + b.clockUncertaintyMs
  return ms + setBackMs(a) + setBackMs(b)
}

/** Which of its stamps a clock that was set wrote is known within its own lines only. */
function setBackMs({ steps = [] }: SourceReader): number {
  return Math.max(0, ...steps.map(({ backMs }) => backMs))
}
