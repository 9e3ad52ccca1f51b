import { type ExploreFilter, Instant, Severity } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import type { References } from '../references.ts'

const SEVERITIES = Severity.options

/** Which records a tool is about; nothing given means all of them. */
export const RecordFilter = {
  sources: z.optional(z.array(z.string()).check(z.maxLength(50))),
  /** Literal text within one line, whatever its case; no pattern. */
  text: z.optional(z.string().check(z.minLength(1), z.maxLength(400), z.regex(/^[^\r\n]*$/))),
  minSeverity: z.optional(Severity),
  from: z.optional(Instant),
  to: z.optional(Instant),
}
type Given = {
  readonly sources?: string[] | undefined
  readonly text?: string | undefined
  readonly minSeverity?: Severity | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The filter in the words of the contract; a source that was never named chooses nothing of its own. */
export function filterOf({ sources, text, minSeverity, from, to }: Given, references: References): ExploreFilter {
  const sourceIds = sources?.flatMap((alias) => references.sourceOf(alias)?.id ?? [])
  return {
    ...(sourceIds && sourceIds.length > 0 ? { sourceIds } : {}),
    ...(text === undefined ? {} : { text: { literal: text, ignoreCase: true } }),
    ...(minSeverity === undefined ? {} : { severities: SEVERITIES.slice(SEVERITIES.indexOf(minSeverity)) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}
