import type { Severity } from '@faultmaven/signals'
import type { DraftPlace, DraftPredicate } from '../draft.ts'

/** A message wherever it was found: the records of one log template, or a text in a structured document. */
export type Message = {
  readonly sourceName: string
  /** The message itself, then what the record adds to it. */
  readonly text: string
  /** Other instances of the same message, for what varies between them; the first is `text`. */
  readonly instances: readonly string[]
  /** Continuation lines: stack trace, detail. */
  readonly continuation: readonly string[]
  /** How many of them stand right below the first line, one a line; undefined where some were left out. */
  readonly ownContinuation?: number
  /** Numbers and short values that stand beside the message: `active=20`. */
  readonly values: readonly string[]
  /** The one thing worked on that all of many records name: `job_id=41`. */
  readonly sameThing?: string
  readonly severity?: Severity
  /** Logger, object or service that says it. */
  readonly speaker?: string
  /** The message that always stands right before it. */
  readonly before?: string
  /** Of the output of a tool, which has no levels: it says why first and gives up then. */
  readonly isTool?: boolean
  readonly count: number
  /** Share of all messages of its source, [0, 1]. */
  readonly share: number
  readonly interval?: { readonly from: string; readonly to: string }
  readonly places: readonly DraftPlace[]
  readonly predicates: readonly DraftPredicate[]
  /** An alert only repeats what others measured; a specification only says what is wanted. */
  readonly role: 'log' | 'text' | 'alert'
  readonly check: string
}
