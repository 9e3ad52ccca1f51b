import type { SpanType } from '../span.ts'

/** Knows values that only a sentence gives away. The first group of the pattern (global, bounded) that took part is the value. */
export type ProseDetector = {
  readonly name: string
  readonly type: SpanType
  readonly source: string
  readonly pattern: RegExp
  readonly samples: { readonly found: readonly string[]; readonly left: readonly string[] }
}
