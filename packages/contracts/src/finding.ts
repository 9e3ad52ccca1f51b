import * as z from 'zod/mini'
import { Citation, Predicate, Severity } from './evidence.ts'
import { Id, Interval, Ratio } from './ids.ts'

/**
 * A fault as the grammar reads it from any message: which resource, in which way, of which thing.
 * `mechanism` is `<resource>/<mode>` (`disk/exhausted`, `name/not-found`), the key by which findings merge and causes are ordered.
 */
export const Fault = z.object({
  resource: z.string(),
  mode: z.string(),
  mechanism: z.string(),
  /** The thing that failed or is missing, as written in the evidence. */
  entity: z.optional(z.string()),
  operation: z.optional(z.string()),
  /** Innermost cause of an error chain, as written. */
  cause: z.optional(z.string()),
  magnitude: z.optional(z.object({ value: z.number(), unit: z.string() })),
  /** Whom the words blame. */
  blames: z.optional(z.enum(['caller', 'callee', 'resource', 'configuration', 'network', 'unknown'])),
  /** Entries of standard vocabularies named in the text, as `errno/ENOSPC`. */
  vocabulary: z.array(z.string()),
  signatureId: z.optional(z.string()),
})
export type Fault = z.infer<typeof Fault>

/**
 * What an analyzer computed.
 * `fault`: a message that reports one; `state`: wanted and actual state differ; `reference`: a name defined nowhere;
 * `change`: something was changed; `burst`, `silence`: the rate of records moved; `series`: a metric moved or saturated;
 * `instruction`: text that tries to instruct a model; `healthy`: evidence that something works.
 */
export const Finding = z.object({
  id: z.string(),
  turnId: Id,
  sourceId: Id,
  kind: z.enum(['fault', 'state', 'reference', 'change', 'burst', 'silence', 'series', 'instruction', 'healthy']),
  /** One plain sentence. */
  title: z.string(),
  /** Name of the check that computed it, as in the Checks panel. */
  check: z.string(),
  /** Comparable between files: 0 noise, 1 certainly worth a look. */
  score: Ratio,
  severity: z.optional(Severity),
  count: z.number(),
  interval: z.optional(Interval),
  entities: z.array(z.string()),
  fault: z.optional(Fault),
  /** Short sentences of numbers and neighbours that explain the finding ("longest pause 4.2 s"). */
  details: z.array(z.string()),
  /** Places that prove it, most telling first. */
  citations: z.array(Citation).check(z.minLength(1)),
  /** The same as predicates, for the checker. */
  predicates: z.array(Predicate),
})
export type Finding = z.infer<typeof Finding>

/** One check of the Checks panel: it ran and was (not) interesting, or could not run and says why. */
export const Check = z.object({
  name: z.string(),
  title: z.string(),
  outcome: z.enum(['interesting', 'quiet', 'not-run']),
  detail: z.string(),
  findingIds: z.array(z.string()),
})
export type Check = z.infer<typeof Check>
