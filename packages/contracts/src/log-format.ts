import * as z from 'zod/mini'
import { Severity } from './evidence.ts'
import { Id, Instant, Ratio } from './ids.ts'

/** Formats that an instance keeps, and what one may hold. */
export const MAX_LOG_FORMATS = 100
const MAX_PARTS = 60
const MAX_EXAMPLES = 20

const Line = z.string().check(z.maxLength(4096), z.regex(/^[^\r\n]*$/))
const Place = z.number().check(z.int(), z.gte(0), z.lte(4096))
/** `timestamp`, `severity`, `host`, `component`, `pid`, `body`, or the name of a field. */
const PartName = z.string().check(z.regex(/^[A-Za-z][\w.-]{0,39}$/))
const Title = z.string().check(z.minLength(1), z.maxLength(60), z.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._()/-]*$/u))

/** Constant text and values in turn; a value without a name is passed over. It is no pattern: nothing in it is run. */
export const LogLayout = z
  .array(
    z.union([
      z.object({ text: z.string().check(z.minLength(1), z.maxLength(500)) }),
      z.object({ value: z.union([PartName, z.literal('')]) }),
    ]),
  )
  .check(z.minLength(1), z.maxLength(MAX_PARTS))
export type LogLayout = z.infer<typeof LogLayout>

/** Characters `[from, to)` of an example line, counted from 0, and what they are. */
export const LogMark = z.object({
  line: z.number().check(z.int(), z.gte(0), z.lt(MAX_EXAMPLES)),
  from: Place,
  to: Place,
  part: PartName,
})
export type LogMark = z.infer<typeof LogMark>

export const ProposeLogFormatRequest = z.object({
  caseId: Id,
  /** Of it a sample is read with the proposal. */
  sourceId: Id,
  lines: z.array(Line).check(z.minLength(1), z.maxLength(MAX_EXAMPLES)),
  /** Absent asks for the reader's guess. */
  marks: z.optional(z.array(LogMark).check(z.maxLength(200))),
})

/** A line and what the proposal reads in it; `read` is absent where the line is laid out in another way. */
export const LogPreview = z.object({
  text: z.string(),
  read: z.optional(
    z.object({
      time: z.optional(Instant),
      severity: z.optional(Severity),
      host: z.optional(z.string()),
      component: z.optional(z.string()),
      body: z.string(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
})
export type LogPreview = z.infer<typeof LogPreview>

export const ProposedLogFormat = z.object({
  layout: z.array(z.union([z.object({ text: z.string() }), z.object({ value: z.string() })])),
  goesFirst: z.boolean(),
  /** As they were taken: a selection may have held a bracket too many. */
  marks: z.array(LogMark),
  /** What stands in the way; `line` counts the examples from 0. A proposal with any may be saved all the same when `canSave`. */
  conflicts: z.array(z.object({ line: z.optional(z.number()), problem: z.string() })),
  canSave: z.boolean(),
  examples: z.array(LogPreview),
  /** Lines of the source, at most 50. */
  sample: z.array(LogPreview),
  /** Share of the lines looked at that the proposal reads; indented and blank ones do not count. */
  share: Ratio,
  sampledLines: z.number(),
})
export type ProposedLogFormat = z.infer<typeof ProposedLogFormat>

export const SaveLogFormatRequest = z.object({ title: Title, layout: LogLayout, goesFirst: z.boolean() })

export const SavedLogFormat = z.object({ id: Id, ...SaveLogFormatRequest.shape, savedAt: Instant })
export type SavedLogFormat = z.infer<typeof SavedLogFormat>
