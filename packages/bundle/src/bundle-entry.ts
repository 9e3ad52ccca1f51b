import {
  AnswerChoice,
  Feedback,
  GivenFeedback,
  Id,
  ModelStatus,
  ModelToolCall,
  NextStep,
  SaveLogFormatRequest,
  TurnMode,
} from '@faultmaven/contracts'
import * as z from 'zod/mini'

/** One thing that came from outside while a model took part in a turn. In a replay it is given back instead of asked for. */
export const ModelEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: ModelStatus }),
  z.object({
    kind: z.literal('answer'),
    answer: z.object({
      text: z.string(),
      toolCalls: z.array(ModelToolCall),
      reason: z.enum(['stop', 'tool-calls', 'length', 'refused']),
      tokens: z.number(),
    }),
  }),
  z.object({ kind: z.literal('tool-result'), result: z.string() }),
  /** No answer came, and why in words that end a sentence. */
  z.object({ kind: z.literal('failure'), why: z.string() }),
])
export type ModelEntry = z.infer<typeof ModelEntry>

/** What a turn took from outside its question and files, so that it can be answered the same again without a network. */
export const TurnJournal = z.object({
  /** What of its upload was not taken, in sentences. */
  notExamined: z.array(z.string()),
  /** What had been said and answered when it took up its evidence; words said later, before its end, stand before it, too. */
  said: z.optional(z.object({ feedback: z.array(Feedback), answers: z.array(AnswerChoice) })),
  /** Names of the live sources that it could ask. What they answered is not in a bundle. */
  live: z.optional(z.array(z.string())),
  /** What the installation remembered of other cases. */
  seen: z.optional(z.object({ times: z.number(), last: z.string(), runbook: z.optional(z.string()) })),
  /** What the knowledge base advised. Absent where none was asked. */
  runbooks: z.optional(z.object({ steps: z.array(NextStep), degraded: z.array(z.string()) })),
  /** Absent where no model was asked. */
  model: z.optional(
    z.object({
      limits: z.object({
        tokens: z.number(),
        steps: z.number(),
        wallMs: z.number(),
        stallMs: z.number(),
        outputTokens: z.number(),
      }),
      hypotheses: z.array(ModelEntry),
      wording: z.array(ModelEntry),
    }),
  ),
})
export type TurnJournal = z.infer<typeof TurnJournal>

/** The first entry: with what the conclusions were reached. */
export const BundleHead = z.object({
  kind: z.literal('bundle'),
  format: z.literal('faultmaven-bundle/2'),
  version: z.string(),
  caseId: Id,
  signatures: z.boolean(),
  /** What was left out of the built-in knowledge, see `--without-technology`; absent means nothing. */
  withoutTechnology: z.optional(z.string()),
})
export type BundleHead = z.infer<typeof BundleHead>

/** Of the stream: half a byte would never be read to its end. */
const Whole = z.int().check(z.gte(0))

/** One turn as it was asked and answered. The bytes of its files follow the entry, in their order. */
export const BundledTurn = z.object({
  kind: z.literal('turn'),
  turnId: Id,
  mode: TurnMode,
  question: z.optional(z.string()),
  timeZone: z.optional(z.string()),
  /** Unix milliseconds. */
  askedAtMs: z.number(),
  /** Unix milliseconds: its sources were received at this moment. Absent for a question alone. */
  receivedAtMs: z.optional(z.number()),
  /** Formats taught by users that its logs were read with. */
  logFormats: z.array(SaveLogFormatRequest),
  /** What was pasted into the question is not among them. */
  files: z.array(z.object({ ordinal: Whole, name: z.string(), bytes: Whole, sha256: z.string() })),
  /** Names of sources whose upload is not in the bundle: without them the answer may be another. */
  missing: z.array(z.string()),
  /** Whether its sources were examined to the end; a turn that was stopped before may have some that were not. */
  isAnalysed: z.boolean(),
  /** False when it was stopped: then when it ended depended on the clock, and its answer is not compared. */
  isAnswered: z.boolean(),
  journal: TurnJournal,
  /** The answer as JSON, as it stood when the bundle was made, later feedback and replies included. */
  answer: z.string(),
})
export type BundledTurn = z.infer<typeof BundledTurn>

/** One word of the user's, or one taken back. It stands among the turns where it was said. */
export const BundledFeedback = z.object({
  kind: z.literal('feedback'),
  atMs: z.number(),
  feedbackId: z.optional(Id),
  /** Absent when it takes back `feedbackId`, or all that stands where there is none. */
  given: z.optional(GivenFeedback),
})
export type BundledFeedback = z.infer<typeof BundledFeedback>

/** What the user answered to the question of a turn, or that it was taken back. It stands among the turns where it was said. */
export const BundledReply = z.object({
  kind: z.literal('reply'),
  atMs: z.number(),
  /** The turn that asked. */
  turnId: Id,
  /** The choice that was taken; absent when what was answered is taken back. */
  value: z.optional(z.string()),
})
export type BundledReply = z.infer<typeof BundledReply>

export type BundleEntry = BundleHead | BundledTurn | BundledFeedback | BundledReply
