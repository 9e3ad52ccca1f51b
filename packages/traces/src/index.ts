export { createSpanReader, readSpans } from './read-spans.ts'
export type { SpanFormat, SpanReader, SpanReading } from './read-spans.ts'
export type { ReadingFault } from './reading/reading-notes.ts'
export type { SpanSet } from './span-set.ts'
