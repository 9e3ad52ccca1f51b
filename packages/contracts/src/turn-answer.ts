import * as z from 'zod/mini'
import { Board, EvidenceNeed, NextStep, Outcome } from './diagnosis.ts'
import { type TurnEvent, TurnMode } from './events.ts'
import { Claim } from './evidence.ts'
import { Check, Finding } from './finding.ts'
import { Problem } from './problem.ts'
import { Source } from './source.ts'
import { AskedQuestion } from './user-question.ts'

/** One sentence of the answer: a claim's id as `basis`, or `inference`. */
const Statement = z.object({ statementId: z.string(), basis: z.string(), text: z.string() })

/** A turn as a whole: what its events add up to. `outcome` is absent while the turn runs. */
export const TurnAnswer = z.object({
  question: z.optional(z.string()),
  mode: TurnMode,
  outcome: z.optional(Outcome),
  headline: z.string(),
  board: Board,
  /** The board before a model took part; absent where none changed it. */
  boardWithoutModel: z.optional(Board),
  claims: z.array(Claim),
  statements: z.array(Statement),
  findings: z.array(Finding),
  checks: z.array(Check),
  sources: z.array(Source),
  steps: z.array(NextStep),
  needs: z.array(EvidenceNeed),
  /** What the turn asks of the user. */
  asked: z.optional(AskedQuestion),
  phases: z.record(z.string(), z.string()),
  notExamined: z.array(z.string()),
  degraded: z.array(z.string()),
  collectScript: z.optional(z.string()),
  problems: z.array(Problem),
})
export type TurnAnswer = z.infer<typeof TurnAnswer>

/** The answer before any event. */
export function emptyAnswer(): TurnAnswer {
  return {
    mode: 'both',
    headline: '',
    board: { problems: [], cause: 'analysis' },
    claims: [],
    statements: [],
    findings: [],
    checks: [],
    sources: [],
    steps: [],
    needs: [],
    phases: {},
    notExamined: [],
    degraded: [],
    problems: [],
  }
}

/**
 * The answer after more events of its turn, in order. Snapshots replace what has the same id, so that a replayed event changes
 * nothing; but `answer-delta` appends and `turn-started` begins the answer anew, since an upload that was cut and sent again
 * replaces all that its first attempt told: a caller must not apply one event id twice.
 * Takes time linear in the answer plus the events; a list that no event touches stays the same array.
 */
export function applyTurnEvents(answer: TurnAnswer, events: Iterable<TurnEvent>): TurnAnswer {
  let draft = openDraft(answer)
  for (const event of events) {
    if (event.type === 'turn-started') draft = openDraft(emptyAnswer())
    apply(draft, event)
  }
  return closeDraft(draft)
}

/**
 * What a turn came to: the answer of its events with findings as they stand in the end, in the order of `findings`. When a finding is first
 * told depends on the clock, and one that is told early may give way to better ones. Fields stand
 * in the order of the schema, so that equal answers are equal as JSON.
 */
export function concludedAnswer(events: Iterable<TurnEvent>, findings: readonly Finding[]): TurnAnswer {
  const answer = applyTurnEvents(emptyAnswer(), events)
  const told = new Set(answer.findings.map(({ id }) => id))
  return TurnAnswer.parse({ ...answer, findings: findings.filter(({ id }) => told.has(id)) })
}

type Delta = z.infer<typeof Statement>
type Draft = ReturnType<typeof openDraft>

/** An answer being written: its plain fields, and its lists by the id of their items. */
function openDraft(answer: TurnAnswer) {
  const idOf = ({ id }: { readonly id: string }) => id
  return {
    fields: { ...answer },
    claims: createKeyedList(answer.claims, idOf),
    statements: createKeyedList(answer.statements, ({ statementId }) => statementId),
    findings: createKeyedList(answer.findings, idOf),
    sources: createKeyedList(answer.sources, idOf),
    steps: createKeyedList(answer.steps, idOf),
    needs: createKeyedList(answer.needs, idOf),
  }
}

function closeDraft({ fields, ...lists }: Draft): TurnAnswer {
  return {
    ...fields,
    claims: lists.claims.items(),
    statements: lists.statements.items(),
    findings: lists.findings.items(),
    sources: lists.sources.items(),
    steps: lists.steps.items(),
    needs: lists.needs.items(),
  }
}

function apply(draft: Draft, event: TurnEvent): void {
  const { fields } = draft
  switch (event.type) {
    case 'turn-started':
      fields.mode = event.mode
      if (event.question !== undefined) fields.question = event.question
      return
    case 'source-progress':
    // Of the case, not of the turn: its board comes beside it.
    case 'feedback-changed':
    case 'bundle-exported':
      return
    case 'source-ready':
      return draft.sources.put(event.source)
    case 'finding-added':
      return draft.findings.put(event.finding)
    case 'checks-changed':
      fields.checks = event.checks
      return
    case 'phase-changed':
      fields.phases = { ...fields.phases, [event.phase]: event.result ?? event.state }
      return
    case 'claim-added':
      return draft.claims.put(event.claim)
    case 'board-changed':
      // Told of a model's board, the one before it is kept; told of it again, it stays; what feedback makes of it is another one.
      if (event.board.cause === 'model' && fields.board.cause !== 'model') fields.boardWithoutModel = fields.board
      if (event.board.cause !== 'model') delete fields.boardWithoutModel
      fields.board = event.board
      return
    case 'headline-changed':
      fields.headline = event.headline
      fields.outcome = event.outcome
      return
    case 'question-changed':
      fields.asked = event.asked
      return
    case 'step-added':
      return draft.steps.put(event.step)
    case 'need-added':
      return draft.needs.put(event.need)
    case 'answer-delta':
      return draft.statements.put(longer(draft.statements.get(event.statementId), event))
    case 'answer-end': {
      const { outcome, headline, notExamined, degraded, collectScript } = event
      Object.assign(fields, {
        outcome,
        headline,
        notExamined,
        degraded,
        ...(collectScript === undefined ? {} : { collectScript }),
      })
      return
    }
    case 'error':
      fields.problems = [...fields.problems, event.problem]
  }
}

function longer(before: Delta | undefined, { statementId, basis, text }: Delta): Delta {
  return before ? { ...before, text: before.text + text } : { statementId, basis, text }
}

/** A list in which an item replaces the one with its id. A turn may have ten thousand sources: none is searched for by walking. */
function createKeyedList<T>(given: T[], idOf: (item: T) => string) {
  let byId: Map<string, T> | undefined
  const index = () => (byId ??= new Map(given.map((item) => [idOf(item), item])))
  return {
    get: (id: string): T | undefined => index().get(id),
    put: (item: T): void => void index().set(idOf(item), item),
    items: (): T[] => (byId ? [...byId.values()] : given),
  }
}
