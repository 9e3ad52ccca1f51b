import { type Feedback, type FeedbackList, type GivenFeedback, MAX_FEEDBACK } from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { instant } from '../cases/case-record.ts'
import type { OpenCase } from '../cases/open-case.ts'
import type { AgentParts } from '../parts.ts'
import { changeFeedback, listOf } from './change-feedback.ts'
import { loadRanked, rankWith } from './ranked-evidence.ts'

type Case = { readonly caseId: string }

/**
 * Takes one word of the user's and ranks anew. The same id again is the same word, also when it was taken back since.
 * @throws {ProblemError} `case.not_found`; `request.invalid` when the word does not fit what it is about, or the case holds too many
 */
export async function giveFeedback(
  parts: AgentParts,
  { caseId, feedbackId, ...given }: Case & GivenFeedback & { readonly feedbackId: string },
  context: CallContext,
): Promise<FeedbackList> {
  requireFitting(given)
  const openCase = await parts.cases.find(caseId, context.principal)
  const one: Feedback = { id: feedbackId, at: instant(parts.now()), ...given }
  const told = await changeFeedback(parts, openCase, (feedback) => withFeedback(feedback, one), context)
  const isStanding = told.feedback.some(({ id, undone }) => id === feedbackId && !undone)
  if (given.solved && isStanding) await remember(parts, openCase, one)
  return told
}

/** Takes back one word, or all of them. One that is not there, or was taken back before, changes nothing. */
export async function undoFeedback(
  parts: AgentParts,
  { caseId, feedbackId }: Case & { readonly feedbackId?: string | undefined },
  context: CallContext,
): Promise<FeedbackList> {
  const openCase = await parts.cases.find(caseId, context.principal)
  const meant = listOf(openCase.state()).feedback.filter(({ id, solved }) => solved && (feedbackId ?? id) === id)
  for (const { id } of meant) await parts.recurrences.forget(context.principal.userId, id)
  const isMeant = (one: Feedback) => !one.undone && (feedbackId === undefined || one.id === feedbackId)
  return changeFeedback(
    parts,
    openCase,
    (feedback) =>
      feedback.some(isMeant) ? feedback.map((one) => (isMeant(one) ? { ...one, undone: true as const } : one)) : feedback,
    context,
  )
}

/** What was said of the case, oldest first. */
export async function listFeedback({ cases }: AgentParts, { caseId }: Case, { principal }: CallContext): Promise<FeedbackList> {
  return listOf((await cases.find(caseId, principal)).state())
}

function withFeedback(feedback: readonly Feedback[], one: Feedback): readonly Feedback[] {
  if (feedback.some(({ id }) => id === one.id)) return feedback
  if (feedback.length >= MAX_FEEDBACK)
    throw new ProblemError('request.invalid', { detail: `A case takes ${MAX_FEEDBACK} words of feedback, and this one has them` })
  return [...feedback, one]
}

/** The findings of the cause leave their hashes. */
async function remember({ recurrences }: AgentParts, openCase: OpenCase, { id, target, solved }: Feedback): Promise<void> {
  const ranked = await loadRanked(openCase)
  if (!ranked || !solved || target.kind !== 'hypothesis') return
  const { problems } = rankWith(ranked, listOf(openCase.state()).feedback)
  const cause = problems.flatMap(({ hypotheses }) => hypotheses).find((hypothesis) => hypothesis.id === target.hypothesisId)
  const findings = ranked.evidence.findings.filter((finding) => cause?.findingIds.includes(finding.id))
  await recurrences.remember({ id, userId: openCase.state().record.principal.userId, solved, findings })
}

function requireFitting({ target, verdict, solved }: GivenFeedback): void {
  if (solved && (verdict !== 'right' || target.kind !== 'hypothesis'))
    throw new ProblemError('request.invalid', { detail: 'Only a cause that is right can be solved' })
  const isOnStep = target.kind === 'step'
  const isOfStep = verdict === 'worked' || verdict === 'did-not-help'
  if (isOnStep !== isOfStep) throw new ProblemError('request.invalid', { detail: `A ${target.kind} is never "${verdict}"` })
}
