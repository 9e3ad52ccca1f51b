import { Instant, Severity } from '@faultmaven/contracts'
import * as z from 'zod/mini'

const Text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max))
const Alias = z.string().check(z.regex(/^A\d{1,6}$/))
const LineReference = z.string().check(z.regex(/^A\d{1,6}:\d{1,10}$/))
const Window = z.object({ from: Instant, to: Instant })
const Comparison = z.enum(['=', '!=', '<', '<=', '>', '>='])

/** Which records: in which sources, with which literal text in this order, from which severity on, when. */
export const Where = z.object({
  sources: z.optional(z.array(Alias).check(z.minLength(1), z.maxLength(50))),
  text: z.optional(z.array(Text(400)).check(z.minLength(1), z.maxLength(10))),
  minSeverity: z.optional(Severity),
  window: z.optional(Window),
})
export type Where = z.infer<typeof Where>

const Place = { source: Alias, pointer: z.string().check(z.maxLength(400)) }

/** A claim as a model may state it: the closed language of predicates, its places by reference. */
export const ModelClaim = z.discriminatedUnion('predicate', [
  z.object({
    predicate: z.literal('present'),
    at: z.array(LineReference).check(z.minLength(1), z.maxLength(10)),
    /** Stands in each of these lines, character by character. */
    quote: Text(400),
    /** Bytes `[start, end)` of the first line, where the model states them. */
    bytes: z.optional(z.tuple([z.number(), z.number()])),
    minSeverity: z.optional(Severity),
    window: z.optional(Window),
  }),
  z.object({ predicate: z.literal('absent'), where: Where }),
  z.object({ predicate: z.literal('count'), where: Where, comparison: Comparison, number: z.number() }),
  z.object({ predicate: z.literal('rate-change'), where: Where, before: Window, after: Window }),
  z.object({ predicate: z.literal('precedes'), first: Where, second: Where }),
  z.object({ predicate: z.literal('co-occurs'), first: Where, second: Where, withinMs: z.number().check(z.gte(0)) }),
  z.object({
    predicate: z.literal('configured'),
    ...Place,
    comparison: Comparison,
    value: z.union([z.string().check(z.maxLength(400)), z.number(), z.boolean(), z.null()]),
  }),
  z.object({ predicate: z.literal('value'), ...Place, comparison: Comparison, number: z.number(), unit: z.optional(Text(20)) }),
  z.object({
    predicate: z.literal('span'),
    finding: z.string().check(z.regex(/^F\d{1,6}$/)),
    bytes: z.optional(z.tuple([z.number(), z.number()])),
    field: z.enum(['name', 'durationNs', 'isError']),
    comparison: Comparison,
    value: z.union([z.string().check(z.maxLength(400)), z.number(), z.boolean()]),
  }),
])
export type ModelClaim = z.infer<typeof ModelClaim>

export const ModelHypothesis = z.object({
  /** `<resource>/<mode>`, `disk/exhausted`. */
  mechanism: z.string().check(z.regex(/^[a-z][a-z-]{0,40}\/[a-z][a-z-]{0,40}$/)),
  entity: z.optional(Text(200)),
  title: Text(200),
  claims: z.array(z.unknown()).check(z.maxLength(12)),
  against: z.optional(z.array(z.unknown()).check(z.maxLength(6))),
})
export type ModelHypothesis = z.infer<typeof ModelHypothesis>

/** Items are parsed one by one, so that a broken one takes no other with it. */
export const ModelHypotheses = z.object({ hypotheses: z.array(z.unknown()).check(z.maxLength(8)) })

export const ModelStatement = z.object({
  text: Text(600),
  /** Id of a verified claim, or `inference`. */
  basis: Text(100),
  /** Claims that hold the numbers of an inference. */
  cites: z.optional(z.array(Text(100)).check(z.maxLength(10))),
})
export type ModelStatement = z.infer<typeof ModelStatement>

export const ModelStatements = z.object({ statements: z.array(z.unknown()).check(z.maxLength(20)) })

/** The forms of the two outputs for providers that can be held to one. */
export const HYPOTHESES_OUTPUT = {
  name: 'hypotheses',
  schema: jsonSchemaOf(
    z.object({
      hypotheses: z.array(z.extend(ModelHypothesis, { claims: z.array(ModelClaim), against: z.optional(z.array(ModelClaim)) })),
    }),
  ),
}
export const STATEMENTS_OUTPUT = { name: 'statements', schema: jsonSchemaOf(z.object({ statements: z.array(ModelStatement) })) }

/** A schema as JSON, as the contract carries it. */
export function jsonSchemaOf(schema: z.ZodMiniType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema) }
}
