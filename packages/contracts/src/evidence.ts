import * as z from 'zod/mini'
import { Id, Interval } from './ids.ts'

/** Ordered severity names of OpenTelemetry's short form. */
export const Severity = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
export type Severity = z.infer<typeof Severity>

/** Bytes `[start, end)` of the unpacked source; `line` counts from 1; `quote` is those bytes as text, cut at 400 characters. */
export const TextCitation = z.object({
  kind: z.literal('text'),
  sourceId: Id,
  sourceName: z.string(),
  sha256: z.string(),
  line: z.number(),
  bytes: z.tuple([z.number(), z.number()]),
  quote: z.string(),
})
/** A place in a structured document: RFC 6901 pointer and the line where it stands. */
export const PathCitation = z.object({
  kind: z.literal('path'),
  sourceId: Id,
  sourceName: z.string(),
  sha256: z.string(),
  line: z.number(),
  pointer: z.string(),
  quote: z.string(),
})
/** A span of a trace; `bytes` and `quote` as in a text citation, of the span's own object or row. */
export const SpanCitation = z.object({
  kind: z.literal('span'),
  sourceId: Id,
  sourceName: z.string(),
  sha256: z.string(),
  line: z.number(),
  bytes: z.tuple([z.number(), z.number()]),
  traceId: z.string(),
  spanId: z.string(),
  quote: z.string(),
})
/** Most that a selector may look for: so many literals, of so many characters each. */
const MAX_LITERALS = 50
const MAX_LITERAL = 1000
/** Most places that a claim names. */
const MAX_PLACES = 100

/** As much of some literals as a selector holds: what holds all of them holds these. */
export function clipLiterals(literals: readonly string[]): string[] {
  return literals.slice(0, MAX_LITERALS).map((literal) => literal.slice(0, MAX_LITERAL))
}

/**
 * Names under which records may have a field, most telling first, in whatever case: that of `http.status` as well as `status` is found by
 * `status`. `component`, `host` and `severity` are also what the record itself names as such.
 */
export const FieldNames = z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.minLength(1), z.maxLength(30))
/**
 * What a field of a record must be. `is`: this value, as text; `begins`: begins with it; `below`: a path that is it or lies under it,
 * whatever its host and its query; `at-least`: a number no smaller.
 */
export const FieldTest = z.object({
  names: FieldNames,
  relation: z.enum(['is', 'begins', 'below', 'at-least']),
  value: z.string().check(z.maxLength(MAX_LITERAL)),
})
export type FieldTest = z.infer<typeof FieldTest>

export const Selector = z.object({
  /** Limits the search to these sources; absent means every source of the case. */
  sourceIds: z.optional(z.array(Id)),
  /** Literal pieces that must stand in the record in this order: a template's constant parts, or one text. Case-sensitive. */
  literals: z.optional(z.array(z.string().check(z.maxLength(MAX_LITERAL))).check(z.maxLength(MAX_LITERALS))),
  /** Literals in whatever case. */
  ignoreCase: z.optional(z.boolean()),
  /** No letter or digit stands beside a literal: `502` is not found in `15020`. */
  wholeWords: z.optional(z.boolean()),
  /** All of these must hold; a record without such a field is not selected. */
  fields: z.optional(z.array(FieldTest).check(z.maxLength(10))),
  minSeverity: z.optional(Severity),
  window: z.optional(Interval),
})
export type Selector = z.infer<typeof Selector>
/** What a search looked at and found; proves absence as well as presence. */
export const SearchCitation = z.object({
  kind: z.literal('search'),
  selector: Selector,
  recordsSearched: z.number(),
  matches: z.number(),
  /** The first three matches, with their places. */
  first: z.array(TextCitation),
  /** Binds the search to its sources: how many, and SHA-256 over their SHA-256s, sorted and joined by line feeds. */
  searched: z.optional(z.object({ sources: z.number(), sha256: z.string() })),
})
export const Citation = z.discriminatedUnion('kind', [TextCitation, PathCitation, SpanCitation, SearchCitation])
export type TextCitation = z.infer<typeof TextCitation>
export type PathCitation = z.infer<typeof PathCitation>
export type SpanCitation = z.infer<typeof SpanCitation>
export type SearchCitation = z.infer<typeof SearchCitation>
export type Citation = z.infer<typeof Citation>

const Comparison = z.enum(['=', '!=', '<', '<=', '>', '>='])
const Place = z.object({ sourceId: Id, pointer: z.string() })
const SpanPlace = z.object({
  sourceId: Id,
  traceId: z.string(),
  spanId: z.string(),
  line: z.number(),
  bytes: z.tuple([z.number(), z.number()]),
})
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** Most parts that a division names. */
const MAX_PARTS = 60

/**
 * What a claim states, in a closed language: no code, no regular expression.
 * `present` needs one match at the cited lines; `absent` needs a whole search; `count` counts records;
 * `rate-change` compares records a second in two windows; `precedes` compares first matches;
 * `co-occurs` counts matches of a that have a match of b within the time given;
 * `differs` compares the shares of records that match on two sides, sources or windows;
 * `divides` counts matching records by the value of a field, the most frequent first, or by steps of time from the first to the last:
 * `parts` are the first of them, none to be told by the result;
 * `configured` and `value` read one place of a structured document, `span` one span: its name, its duration in nanoseconds or
 * whether it is an error.
 */
export const Predicate = z.discriminatedUnion('name', [
  z.object({
    name: z.literal('present'),
    selector: Selector,
    at: z.array(z.object({ sourceId: Id, line: z.number() })).check(z.maxLength(MAX_PLACES)),
  }),
  z.object({ name: z.literal('absent'), selector: Selector }),
  z.object({ name: z.literal('count'), selector: Selector, comparison: Comparison, number: z.number() }),
  z.object({ name: z.literal('rate-change'), selector: Selector, before: Interval, after: Interval }),
  z.object({ name: z.literal('precedes'), first: Selector, second: Selector }),
  z.object({ name: z.literal('co-occurs'), first: Selector, second: Selector, withinMs: z.number() }),
  z.object({ name: z.literal('differs'), first: Selector, second: Selector }),
  z.object({
    name: z.literal('divides'),
    selector: Selector,
    by: z.union([z.object({ names: FieldNames }), z.object({ everyMs: z.number().check(z.int(), z.gte(1000)) })]),
    parts: z.array(z.object({ value: z.string(), count: z.number() })).check(z.maxLength(MAX_PARTS)),
  }),
  z.object({
    name: z.literal('configured'),
    place: Place,
    comparison: Comparison,
    value: z.union([Scalar, z.literal('missing')]),
  }),
  z.object({ name: z.literal('value'), place: Place, comparison: Comparison, number: z.number(), unit: z.optional(z.string()) }),
  z.object({
    name: z.literal('span'),
    span: SpanPlace,
    field: z.enum(['name', 'durationNs', 'isError']),
    comparison: Comparison,
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
])
export type Predicate = z.infer<typeof Predicate>

/** A statement that the checker recomputed from the evidence; one that fails is never shown. */
export const Claim = z.object({
  id: z.string(),
  /** One English sentence that states the predicate and nothing more. */
  text: z.string(),
  predicate: Predicate,
  /** What the computation gave: match count, ratio with its interval, the value read. */
  result: z.record(z.string(), Scalar),
  computation: z.object({ name: z.string(), version: z.string() }),
  citations: z.array(Citation).check(z.minLength(1)),
})
export type Claim = z.infer<typeof Claim>

/** A claim before the checker saw it. */
export const ProposedClaim = z.object({ id: z.string(), text: z.string(), predicate: Predicate })
export type ProposedClaim = z.infer<typeof ProposedClaim>

export const CheckedClaim = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('verified'), claim: Claim }),
  z.object({ outcome: z.literal('failed'), id: z.string(), why: z.string() }),
  z.object({ outcome: z.literal('undecided'), id: z.string(), why: z.string() }),
])
export type CheckedClaim = z.infer<typeof CheckedClaim>
