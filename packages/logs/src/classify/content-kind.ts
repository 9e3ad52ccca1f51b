import type { TaughtFormat } from '../formats/log-format.ts'

/** What a source is; the same words as the contracts use. */
export type ContentKind = 'log' | 'metrics' | 'trace' | 'config' | 'code' | 'command-output' | 'document' | 'unknown'

/** One reading of a source. `confidence` in [0, 1] compares readings of the same source; it is no probability. */
export type ContentClass = { readonly kind: ContentKind; readonly format: string; readonly confidence: number }

/** The head of a source made ready for recognisers: its first lines, without the one that the head cuts. */
export type Head = {
  readonly text: string
  readonly lines: readonly string[]
  /** Lines that are neither empty nor blank. */
  readonly filled: readonly string[]
  readonly taught: readonly TaughtFormat[]
}
