import { type Feedback, type FeedbackList, type GivenFeedback, MAX_FEEDBACK, standingFeedback } from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { saidOf } from '../asking/asked-questions.ts'
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
  let isNew = false
  const edit = (feedback: readonly Feedback[]) => {
    const next = withFeedback(feedback, one)
    isNew = next !== feedback
    return next
  }
  const told = await changeFeedback(parts, openCase, edit, context)
  // The same word again brings nothing back that the user had forgotten since.
  if (isNew) await followSolved(parts, openCase, feedbackId)
  return told
}

/** Takes back one word, or all of them. One that is not there, or was taken back before, changes nothing. */
export async function undoFeedback(
  parts: AgentParts,
  { caseId, feedbackId }: Case & { readonly feedbackId?: string | undefined },
  context: CallContext,
): Promise<FeedbackList> {
  const openCase = await parts.cases.find(caseId, context.principal)
  const isMeant = (one: Feedback) => !one.undone && (feedbackId === undefined || one.id === feedbackId)
  const told = await changeFeedback(
    parts,
    openCase,
    (feedback) =>
      feedback.some(isMeant) ? feedback.map((one) => (isMeant(one) ? { ...one, undone: true as const } : one)) : feedback,
    context,
  )
  await followSolved(parts, openCase)
  return told
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

/**
 * A cause that the word of this call marked solved leaves the hashes of its findings; those that no longer stand as solved take them back.
 * Nothing else is remembered again: the user may have had it forgotten since.
 */
async function followSolved({ recurrences }: AgentParts, openCase: OpenCase, given?: string): Promise<void> {
  const { record } = openCase.state()
  const { feedback = [] } = record
  const solved = feedback.filter((one) => one.solved !== undefined)
  if (solved.length === 0) return
  const { userId } = record.principal
  const standing = new Set(standingFeedback(feedback).map(({ id }) => id))
  for (const { id } of solved) if (!standing.has(id)) await recurrences.forget(userId, id)
  const one = solved.find(({ id }) => id === given && standing.has(id))
  const ranked = one && (await loadRanked(openCase))
  if (!ranked) return
  const { id, target } = one
  const causes = rankWith(ranked, saidOf(record)).problems.flatMap(({ hypotheses }) => hypotheses)
  const cause = causes.find((hypothesis) => target.kind === 'hypothesis' && hypothesis.id === target.hypothesisId)
  const findings = ranked.evidence.findings.filter((finding) => cause?.findingIds.includes(finding.id))
  await recurrences.remember({ id, userId, solved: one.solved ?? {}, findings })
}

function requireFitting({ target, verdict, solved }: GivenFeedback): void {
  if (solved && (verdict !== 'right' || target.kind !== 'hypothesis'))
    throw new ProblemError('request.invalid', { detail: 'Only a cause that is right can be solved' })
  const isOnStep = target.kind === 'step'
  const isOfStep = verdict === 'worked' || verdict === 'did-not-help'
  if (isOnStep !== isOfStep) throw new ProblemError('request.invalid', { detail: `A ${target.kind} is never "${verdict}"` })
}
