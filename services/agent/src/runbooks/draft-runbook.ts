import {
  applyTurnEvents,
  type CaseEvent,
  emptyAnswer,
  type Feedback,
  type Hypothesis,
  type RunbookDraft,
  standingFeedback,
  type TurnAnswer,
  type TurnEvent,
} from '@faultmaven/contracts'
import { createRedactor, RedactionError } from '@faultmaven/redaction'
import type { CallContext } from '@faultmaven/rpc'
import type { OpenCase } from '../cases/open-case.ts'
import { eachRow, rowText } from '../cases/rows.ts'
import type { AgentParts } from '../parts.ts'
import { writeRunbook } from './write-runbook.ts'

const UNSOLVED = 'No cause of this case was called right, and no step worked: say first what it was'
const UNREDACTED = 'The draft could not be redacted, so it is not shown: write the runbook by hand'

/**
 * A runbook from the cause that the user called right, or whose step worked, with every value withheld that redaction knows. Nothing is
 * kept: adding it is for the user, who sees what was withheld. Placeholders are of this draft alone.
 */
export async function draftRunbook(
  { cases }: AgentParts,
  { caseId }: { readonly caseId: string },
  { principal }: CallContext,
): Promise<RunbookDraft> {
  const openCase = await cases.find(caseId, principal)
  const said = standingFeedback(openCase.state().record.feedback ?? [])
  const solved = solvedIn(await answersOf(openCase), said)
  if (!solved) return { state: 'refused', why: UNSOLVED }
  const textsOf = (verdict: Feedback['verdict']) =>
    new Set(said.flatMap((one) => (one.target.kind === 'step' && one.verdict === verdict ? [one.target.text] : [])))
  const { markdown } = writeRunbook({ ...solved, worked: textsOf('worked'), failed: textsOf('did-not-help') })
  try {
    return redacted(markdown)
  } catch (error) {
    if (error instanceof RedactionError) return { state: 'refused', why: UNREDACTED }
    throw error
  }
}

/** The title, too, is of the redacted text. */
function redacted(markdown: string): RunbookDraft {
  const { text, replacements } = createRedactor().redact(markdown)
  const pieces: { text: string; was?: string }[] = []
  let shown = 0
  for (const { start, end, placeholder } of replacements) {
    if (start > shown) pieces.push({ text: markdown.slice(shown, start) })
    pieces.push({ text: placeholder, was: markdown.slice(start, end) })
    shown = end
  }
  if (shown < markdown.length) pieces.push({ text: markdown.slice(shown) })
  const title = text.slice(2, text.indexOf('\n'))
  return { state: 'draft', title, name: nameOf(title), pieces }
}

/** Letters and digits of the title, without placeholders: a name may end up anywhere. */
function nameOf(title: string): string {
  const words =
    title
      .replaceAll(/<[A-Z]+[_\d]*>/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return `${words.slice(0, 8).join('-') || 'runbook'}.md`
}

type Causes = { readonly cause: Hypothesis } & Pick<TurnAnswer, 'findings' | 'steps' | 'needs'>

/** The newest word that tells the cause, and what the newest turn that ranked it says of it. Findings may be of any turn. */
function solvedIn(answers: readonly TurnAnswer[], said: readonly Feedback[]): Causes | undefined {
  const causeIds = said.toReversed().flatMap(({ target, verdict }) => {
    const isTelling = verdict === 'right' ? target.kind === 'hypothesis' : verdict === 'worked'
    return isTelling && target.kind !== 'claim' ? [target.hypothesisId] : []
  })
  const findings = answers.flatMap((answer) => answer.findings)
  for (const causeId of causeIds) {
    for (const { board, steps, needs } of answers.toReversed()) {
      const cause = board.problems.flatMap(({ hypotheses }) => hypotheses).find(({ id }) => id === causeId)
      if (cause) return { cause, findings, steps, needs }
    }
  }
  return undefined
}

/** What each turn of the case came to, oldest first. */
async function answersOf({ rows }: OpenCase): Promise<TurnAnswer[]> {
  const byTurn = new Map<string, TurnEvent[]>()
  for await (const { value } of eachRow(rows, 'event/')) {
    const { turnId, event }: CaseEvent = JSON.parse(rowText(value))
    const events = byTurn.get(turnId) ?? []
    byTurn.set(turnId, events)
    events.push(event)
  }
  return [...byTurn.values()].map((events) => applyTurnEvents(emptyAnswer(), events))
}
