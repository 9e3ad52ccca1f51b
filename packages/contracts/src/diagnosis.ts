import * as z from 'zod/mini'
import { PassageCitation, Ratio } from './ids.ts'

/** A possible root cause. `confidence` is its share of the problem's 100%. */
export const Hypothesis = z.object({
  /** Follows from what the cause is, not from its rank: the same in every ranking and turn of a case. */
  id: z.string(),
  /** Mechanism and entity in one sentence: "The payments database ran out of connections". */
  title: z.string(),
  /** How it explains the symptoms, with numbers; every fact in it stands in a claim. */
  summary: z.string(),
  mechanism: z.string(),
  entity: z.optional(z.string()),
  confidence: Ratio,
  /** The confidence that the evidence alone gives, where feedback or an answer of the user's moved it. */
  was: z.optional(Ratio),
  /** `refuted`: ruled out by evidence, or marked wrong by the user. */
  state: z.enum(['open', 'supported', 'refuted', 'undecided']),
  claimIds: z.array(z.string()),
  againstClaimIds: z.array(z.string()),
  findingIds: z.array(z.string()),
  /** Documentation of the technology that explains the mechanism. */
  references: z.array(z.string()),
  /** Why the confidence is not higher: the cap that held. */
  cap: z.optional(z.string()),
})
export type Hypothesis = z.infer<typeof Hypothesis>

/** Symptoms that one cause could explain; hypotheses and `somethingElse` sum to 1. */
export const ProblemGroup = z.object({
  id: z.string(),
  title: z.string(),
  hypotheses: z.array(Hypothesis),
  somethingElse: Ratio,
})
export type ProblemGroup = z.infer<typeof ProblemGroup>

export const Board = z.object({
  problems: z.array(ProblemGroup),
  cause: z.enum(['analysis', 'model', 'feedback', 'answer']),
})
export type Board = z.infer<typeof Board>

/** Something to do next. Commands are copied, never run by us. */
export const NextStep = z.object({
  id: z.string(),
  text: z.string(),
  command: z.optional(z.string()),
  risk: z.enum(['read-only', 'changes-production']),
  purpose: z.enum(['mitigate', 'fix', 'verify', 'prevent']),
  hypothesisId: z.optional(z.string()),
  /** The passage of a document that advises it: what people wrote once, never evidence of what happened. */
  runbook: z.optional(
    z.object({
      citation: PassageCitation,
      title: z.string(),
      /** It is a document of the case, to be opened there. */
      isOfCase: z.optional(z.boolean()),
    }),
  ),
})
export type NextStep = z.infer<typeof NextStep>

/** What would decide between hypotheses, with the read-only command that gets it. */
export const EvidenceNeed = z.object({
  id: z.string(),
  text: z.string(),
  why: z.string(),
  command: z.optional(z.string()),
  hypothesisIds: z.array(z.string()),
})
export type EvidenceNeed = z.infer<typeof EvidenceNeed>

export const Phase = z.enum([
  'intake',
  'define-blast-radius',
  'establish-timeline',
  'formulate-hypotheses',
  'validate-hypotheses',
  'propose-solution',
])
export type Phase = z.infer<typeof Phase>

export const Outcome = z.enum(['supported', 'undecided', 'no-fault', 'answered', 'interrupted'])
export type Outcome = z.infer<typeof Outcome>
