import * as z from 'zod/mini'
import { Id, Interval, Instant, Ratio } from './ids.ts'
import { LiveOrigin } from './live-source.ts'

export const SourceKind = z.enum(['log', 'metrics', 'trace', 'config', 'code', 'command-output', 'document', 'unknown'])
export type SourceKind = z.infer<typeof SourceKind>

/** Something that was not read, counted: `lines` for parts of a file, `files` for whole members. */
export const Skipped = z.object({ reason: z.string(), count: z.number(), unit: z.enum(['lines', 'files', 'bytes']) })
export type Skipped = z.infer<typeof Skipped>

/** How a source's own time stamps were read. */
export const SourceClock = z.object({
  /** `decided`: the source does not say it, identifiers that it shares with another one do. */
  zone: z.enum(['stated', 'decided', 'assumed-utc', 'none']),
  yearAssumed: z.boolean(),
  /** Half-width of what the instant may be off by, milliseconds: 14 h where the zone is not known. */
  uncertaintyMs: z.number(),
  /** What its stamps leave open and what was taken instead, what is wrong with their order, a sentence each. */
  notes: z.optional(z.array(z.string())),
  /** Present when it shares identifiers with others: all sources of one reference are on one clock. */
  alignment: z.optional(
    z.object({
      /** The source whose clock is kept; the reference has itself. */
      referenceId: Id,
      /** What was added to the source's own times: its interval, its findings and its records are told with it. */
      correctionMs: z.number(),
      /** Half-width of what its instants may be off by against the reference's. */
      uncertaintyMs: z.number(),
      /** With the source that it was compared with; 0 for the reference. */
      sharedIds: z.number(),
      /** How the two clocks differ, a sentence each. */
      notes: z.array(z.string()),
    }),
  ),
  /** Lines from which on stamps are behind those before: the clock was set back. */
  steps: z.optional(z.array(z.object({ line: z.number(), backMs: z.number() }))),
})
export type SourceClock = z.infer<typeof SourceClock>

/** Every input line is a record, a continuation of one, blank, or skipped: the four add up to `lines`. */
export const ParseCoverage = z.object({
  lines: z.number(),
  records: z.number(),
  continuations: z.number(),
  blank: z.number(),
  skipped: z.number(),
  /** Share of the records whose header (time or severity) was recognised. */
  recognised: Ratio,
})
export type ParseCoverage = z.infer<typeof ParseCoverage>

/** Lines and error lines per equal bucket of `interval`, for the timeline lanes; at most 240 buckets. */
export const Histogram = z.object({ interval: Interval, total: z.array(z.number()), errors: z.array(z.number()) })
export type Histogram = z.infer<typeof Histogram>

export const Source = z.object({
  id: Id,
  turnId: Id,
  /** Name as uploaded; an archive member is `bundle.tar.gz!/var/log/messages`. */
  name: z.string(),
  kind: SourceKind,
  format: z.string(),
  encoding: z.string(),
  /** Size and hash of the unpacked bytes that citations count in. */
  bytes: z.number(),
  sha256: z.string(),
  /** `partial`: read up to a fault (a cut gzip, say), `refused`: nothing of it was read; `problem` says why. */
  state: z.enum(['receiving', 'ready', 'partial', 'refused']),
  problem: z.optional(z.object({ code: z.string(), detail: z.string() })),
  coverage: z.optional(ParseCoverage),
  clock: z.optional(SourceClock),
  interval: z.optional(Interval),
  histogram: z.optional(Histogram),
  skipped: z.array(Skipped),
  receivedAt: Instant,
  /** Present when it is the reply of a live source. */
  live: z.optional(LiveOrigin),
})
export type Source = z.infer<typeof Source>
