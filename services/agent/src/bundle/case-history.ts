import type { BundledFeedback, BundledReply } from '@faultmaven/bundle'
import type { AskedQuestion, CaseEvent, Feedback, GivenFeedback, TurnEvent } from '@faultmaven/contracts'
import type { OpenCase } from '../cases/open-case.ts'
import { eachRow, rowText } from '../cases/rows.ts'

/** What the user did, in order: asked a turn, said or took back a word, answered a question or took that back. */
export type HistoryStep = { readonly kind: 'turn'; readonly turnId: string } | BundledFeedback | BundledReply

/**
 * What the user did to a case, as its log tells. A turn stands where it ended: a word that was said while it was at work was said of what
 * was there before.
 */
export async function caseHistory({ rows }: OpenCase): Promise<HistoryStep[]> {
  const steps: HistoryStep[] = []
  let said: readonly Feedback[] = []
  const replied = new Map<string, AskedQuestion['said']>()
  for await (const { value } of eachRow(rows, 'event/')) {
    const { turnId, at, event }: CaseEvent & { event: TurnEvent } = JSON.parse(rowText(value))
    if (event.type === 'answer-end') steps.push({ kind: 'turn', turnId })
    if (event.type === 'question-changed') {
      const { asked } = event
      steps.push(...replyBetween(replied.get(turnId), asked, Date.parse(at)))
      replied.set(turnId, asked.said)
    }
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

/** What leads to a question as it stands from what was answered to it before; none where it was only asked, or weighed. */
function replyBetween(before: AskedQuestion['said'], { turnId, said }: AskedQuestion, atMs: number): BundledReply[] {
  if (said?.value === before?.value) return []
  return [{ kind: 'reply', turnId, ...(said ? { atMs: Date.parse(said.at), value: said.value } : { atMs }) }]
}

function wordOf({ target, verdict, note, solved }: Feedback): GivenFeedback {
  return { target, verdict, ...(note === undefined ? {} : { note }), ...(solved && { solved }) }
}
