import type { BundledFeedback } from '@faultmaven/bundle'
import type { CaseEvent, Feedback, GivenFeedback, TurnEvent } from '@faultmaven/contracts'
import type { OpenCase } from '../cases/open-case.ts'
import { eachRow, rowText } from '../cases/rows.ts'

/** What the user did, in order: asked a turn, or said or took back a word. */
export type HistoryStep = { readonly kind: 'turn'; readonly turnId: string } | BundledFeedback

/**
 * What the user did to a case, as its log tells. A turn stands where it ended: a word that was said while it was at work was said of what
 * was there before.
 */
export async function caseHistory({ rows }: OpenCase): Promise<HistoryStep[]> {
  const steps: HistoryStep[] = []
  let said: readonly Feedback[] = []
  for await (const { value } of eachRow(rows, 'event/')) {
    const { turnId, at, event }: CaseEvent & { event: TurnEvent } = JSON.parse(rowText(value))
    if (event.type === 'answer-end') steps.push({ kind: 'turn', turnId })
    if (event.type !== 'feedback-changed') continue
    steps.push(...wordsBetween(said, event.feedback, Date.parse(at)))
    said = event.feedback
  }
  return steps
}

/** What leads from one list of feedback to the next: one word more, or words that were taken back. */
function wordsBetween(before: readonly Feedback[], after: readonly Feedback[], atMs: number): BundledFeedback[] {
  const known = new Map(before.map((one) => [one.id, one]))
  const given = after.filter(({ id }) => !known.has(id))
  const undone = after.filter(({ id, undone: isUndone }) => isUndone === true && known.get(id)?.undone !== true)
  return [
    ...given.map((one): BundledFeedback => ({
      kind: 'feedback',
      atMs: Date.parse(one.at),
      feedbackId: one.id,
      given: wordOf(one),
    })),
    // Several at once are all that stood.
    ...(undone.length > 1 ? [{ kind: 'feedback' as const, atMs }] : []),
    ...(undone.length === 1 ? [{ kind: 'feedback' as const, atMs, feedbackId: undone[0]!.id }] : []),
  ]
}

function wordOf({ target, verdict, note, solved }: Feedback): GivenFeedback {
  return { target, verdict, ...(note === undefined ? {} : { note }), ...(solved && { solved }) }
}
