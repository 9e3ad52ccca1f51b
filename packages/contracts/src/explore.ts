import * as z from 'zod/mini'
import { Severity } from './evidence.ts'
import { Id, Instant, Interval, Ratio } from './ids.ts'
import { ViewLine } from './view-line.ts'

/** Records with the same text but for parameters, and of the same severity, have the same id, in whatever source. */
export const TemplateId = z.string().check(z.regex(/^[0-9a-f]{16}$/))
export type TemplateId = z.infer<typeof TemplateId>

/** A severity, or `none` for records that name none. */
export const SeverityOrNone = z.enum([...Severity.options, 'none'])
export type SeverityOrNone = z.infer<typeof SeverityOrNone>

const Name = z.string().check(z.maxLength(200))
const Names = z.array(Name).check(z.maxLength(1000))

/** Chooses records: what is given must all hold, of a list any one. Nothing given chooses every record of the case. */
export const ExploreFilter = z.object({
  sourceIds: z.optional(z.array(Id).check(z.maxLength(10_000))),
  /** Closed interval; records without a time are in none. */
  from: z.optional(Instant),
  to: z.optional(Instant),
  severities: z.optional(z.array(SeverityOrNone)),
  templateIds: z.optional(z.array(TemplateId).check(z.maxLength(1000))),
  hosts: z.optional(Names),
  /** Logger, process, service or container: what the record names as its origin. */
  components: z.optional(Names),
  /** Text within one line of the record. `ignoreCase` is for the letters A to Z. */
  text: z.optional(
    z.object({
      literal: z.string().check(z.minLength(1), z.maxLength(1024), z.regex(/^[^\r\n]*$/)),
      ignoreCase: z.optional(z.boolean()),
    }),
  ),
  /** RE2 syntax, found within one line of the record, of which the first 64 KiB are looked at. */
  pattern: z.optional(z.string().check(z.minLength(1), z.maxLength(512))),
})
export type ExploreFilter = z.infer<typeof ExploreFilter>

/** Place in an order of records, as an answer gave it: order, time in microseconds, source, record. */
export const ExploreCursor = z
  .string()
  .check(z.regex(/^(?:time|file):-?\d{1,16}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}:\d{1,12}$/))

export const ExploreLinesRequest = z.object({
  caseId: Id,
  filter: ExploreFilter,
  /** `time`: all sources on one clock, records without a time after the one before them; `file`: one source after another. */
  order: z.enum(['time', 'file']),
  /** Backward begins at the end, or before the cursor, and gives the nearest record first. */
  direction: z.enum(['forward', 'backward']),
  /** Exclusive; absent begins at the beginning or the end. */
  cursor: z.optional(ExploreCursor),
  limit: z.number().check(z.int(), z.gte(1), z.lte(1000)),
  /** False ends as soon as the page is full, without counting what else matches. */
  count: z.boolean(),
})

/** The first line of a record that matches, and how many it has. */
export const ExploredRecord = z.object({
  ...ViewLine.shape,
  sourceId: Id,
  lines: z.number(),
  templateId: z.optional(TemplateId),
  host: z.optional(z.string()),
  component: z.optional(z.string()),
})
export type ExploredRecord = z.infer<typeof ExploredRecord>

const Progress = {
  /** Of all records of the chosen sources, how many were looked at or ruled out, and how many of them match, so far. */
  records: z.number(),
  recordsSearched: z.number(),
  matches: z.number(),
}
export const ExploreLinesEvent = z.discriminatedUnion('type', [
  /** More of the page, in order. */
  z.object({ type: z.literal('lines'), lines: z.array(ExploredRecord) }),
  z.object({ type: z.literal('progress'), ...Progress }),
  /** `first` and `last` are the cursors of the page's ends, absent when it is empty. */
  z.object({ type: z.literal('end'), ...Progress, first: z.optional(ExploreCursor), last: z.optional(ExploreCursor) }),
])
export type ExploreLinesEvent = z.infer<typeof ExploreLinesEvent>

export const ExploreHistogramRequest = z.object({
  caseId: Id,
  filter: ExploreFilter,
  buckets: z.number().check(z.int(), z.gte(1), z.lte(1000)),
})
/** Records that match per equal bucket; each event replaces the one before it, the last is complete. */
export const ExploreHistogramEvent = z.object({
  type: z.literal('histogram'),
  complete: z.boolean(),
  ...Progress,
  /** That of the filter, else that of all times of the chosen sources; absent when there are none. */
  interval: z.optional(Interval),
  bucketUs: z.number(),
  counts: z.array(z.object({ severity: SeverityOrNone, buckets: z.array(z.number()) })),
  /** Matching records that have no time. */
  untimed: z.number(),
})
export type ExploreHistogramEvent = z.infer<typeof ExploreHistogramEvent>

export const ExploreFacetsRequest = z.object({ caseId: Id, filter: ExploreFilter })

const NameCount = z.object({ name: z.string(), count: z.number() })
/** How the records that match divide, most frequent first, at most 50 of a kind; each event replaces the one before it. */
export const ExploreFacetsEvent = z.object({
  type: z.literal('facets'),
  complete: z.boolean(),
  ...Progress,
  severities: z.array(z.object({ severity: SeverityOrNone, count: z.number() })),
  sources: z.array(z.object({ sourceId: Id, count: z.number() })),
  templates: z.array(z.object({ templateId: TemplateId, text: z.string(), count: z.number() })),
  hosts: z.array(NameCount),
  components: z.array(NameCount),
})
export type ExploreFacetsEvent = z.infer<typeof ExploreFacetsEvent>

export const ExploreTemplatesRequest = z.object({
  caseId: Id,
  sourceIds: ExploreFilter.shape.sourceIds,
  offset: z.number().check(z.int(), z.gte(0)),
  limit: z.number().check(z.int(), z.gte(1), z.lte(1000)),
})
/** Templates of the sources, most frequent first. */
export const ExploredTemplates = z.object({
  total: z.number(),
  templates: z.array(
    z.object({
      templateId: TemplateId,
      /** Constant text with typed parameters, `connect to <ip> failed after <duration>`. */
      text: z.string(),
      /** Types of its parameters, in order. */
      parameters: z.array(z.string()),
      severity: z.optional(Severity),
      count: z.number(),
      sourceIds: z.array(Id),
    }),
  ),
})

export const ExploreContextRequest = z.object({
  caseId: Id,
  sourceId: Id,
  line: z.coerce.number().check(z.int(), z.gte(1)),
  before: z.coerce.number().check(z.int(), z.gte(0), z.lte(500)),
  after: z.coerce.number().check(z.int(), z.gte(0), z.lte(500)),
})
/** Lines around a line. Time, severity and template stand with the first line of a record; `recordLine` is that line, of each. */
export const ExploredContext = z.object({
  totalLines: z.number(),
  lines: z.array(z.object({ ...ViewLine.shape, recordLine: z.optional(z.number()), templateId: z.optional(TemplateId) })),
})

/** Records that are one side of a comparison: whole sources, or those of them within a closed interval. */
const ComparedRecords = z.object({
  sourceIds: z.array(Id).check(z.minLength(1), z.maxLength(1000)),
  from: z.optional(Instant),
  to: z.optional(Instant),
})
/** What went wrong against what did not: two logs, or two windows of some. A record that both choose is of `bad` only. */
export const ExploreCompareRequest = z.object({ caseId: Id, bad: ComparedRecords, good: ComparedRecords })

/** Lines `[firstLine, lastLine]` of a source. */
const ComparedLines = z.object({ sourceId: Id, firstLine: z.number(), lastLine: z.number() })
/** `count` of `of` records, and at most 4 of them; where there is none, records that have the field with another value. */
const ComparedShare = z.object({ count: z.number(), of: z.number(), citations: z.array(ComparedLines) })
const Compared = {
  bad: ComparedShare,
  good: ComparedShare,
  /** Chance of so large a difference if both sides were drawn from one; records that come in clusters count less. */
  pValue: Ratio,
  /** Share of chance among all that is told with a p-value as small: at most 0.05 is told (Benjamini–Hochberg). */
  qValue: Ratio,
  /** [-1, 1], positive for more in `bad`. */
  effect: z.number().check(z.gte(-1), z.lte(1)),
  /** Comparable between comparisons, [0, 1]. */
  score: Ratio,
}
/** Only what differs, best first: at most 50 messages and 20 values. */
export const ExploreComparison = z.object({
  /** Records of each side, and how many of them were drawn to compare their fields. */
  bad: z.object({ records: z.number(), sampled: z.number() }),
  good: z.object({ records: z.number(), sampled: z.number() }),
  /** Share of all records whose message both sides have: below a half they tell of different things. */
  common: Ratio,
  messages: z.array(
    z.object({
      templateId: TemplateId,
      text: z.string(),
      severity: z.optional(Severity),
      change: z.enum(['new', 'more', 'less', 'vanished']),
      ...Compared,
    }),
  ),
  /** `quantity`: numbers that moved; `value` names both medians, and all records that have one are counted. */
  values: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      kind: z.enum(['value', 'quantity']),
      ...Compared,
      /** Other fields that tell the same records apart, as `field=value`. */
      alsoKnownAs: z.array(z.string()),
    }),
  ),
})
export type ExploreComparison = z.infer<typeof ExploreComparison>
