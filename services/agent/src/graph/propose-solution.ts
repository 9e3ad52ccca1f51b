import { type Evidence, proposeSolution, type Statement } from '@faultmaven/diagnosis'
import { followingLine, loadChecks, loadProposals, rankingEvents } from '../feedback/ranked-evidence.ts'
import { journalRow } from '../journal/turn-journal.ts'
import { appendStep, workText } from '../turns/turn-log.ts'
import { besideBoard } from './beside-board.ts'
import { wordByModel } from './consult-model.ts'
import { endAnswer } from './end-answer.ts'
import { loadEvidence, questionOf } from './evidence.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import type { GraphNode } from './graph-state.ts'
import { startPhase } from './phase.ts'
import { withDirectAnswer } from './with-direct-answer.ts'
import type { StoredValidation } from './validate-hypotheses.ts'

/** What to do, what would decide what is open, and the answer itself: the end of the turn. */
export const proposeSolutionNode: GraphNode = async (run) => {
  await startPhase(run, 'propose-solution')
  const validation: StoredValidation = JSON.parse(await workText(run.openCase, run.ref, 'validation'))
  const evidence = await loadEvidence(run)
  const proposal = proposeSolution(evidence, validation.problems)
  const checks = await loadChecks(run.openCase, run.ref)
  const proposals = await loadProposals(run.openCase, run.ref)
  const own = [...besideBoard(validation), ...(await recurrenceStatement(run, evidence))]
  const worded = await wordByModel(run, { validation, question: questionOf(run) })
  const stated = new Set(own.map(({ basis, text }) => (basis === 'inference' ? text : basis)))
  const further = worded.statements.filter(({ basis, text }) => !stated.has(basis === 'inference' ? text : basis))
  const { degraded } = worded
  const answer = await withDirectAnswer(run, { ...validation, ...proposal, statements: [...own, ...further], degraded })
  const ranking = { evidence, checked: checks.checked, further: [], proposals }
  await endAnswer(run, answer, ({ feedback = [] }) => {
    if (JSON.stringify(feedback) === JSON.stringify(checks.feedback)) return { events: [] }
    // What was said since the board was made was about an earlier one: this one follows it, too.
    const events = rankingEvents(ranking, checks.feedback, feedback)
    return { events, line: followingLine(ranking, feedback, answer.outcome) }
  })
  return {}
}

/** How often the like was solved before, where users let the installation remember it. */
async function recurrenceStatement(run: TurnRun, { findings, feedback = [] }: Evidence): Promise<Statement[]> {
  const { userId } = run.openCase.state().record.principal
  const own = new Set(feedback.map(({ id }) => id))
  // Other cases are not in a bundle: what was known of them then is.
  const seen = run.replayed ? run.replayed.seen : await run.recurrences.seen(userId, findings, own)
  if (!seen) return []
  await appendStep(run.openCase, run.ref, 'propose-solution/seen', { rows: [journalRow(run.ref.turnId, 'seen', seen)] })
  const { times, last, runbook } = seen
  const solvedBy = runbook === undefined ? '' : `, solved by ${runbook}`
  const text = `The like was seen ${times === 1 ? 'once' : `${times} times`} before, last on ${last.slice(0, 10)}${solvedBy}.`
  return [{ id: 's-recurrence', text, basis: 'inference' }]
}
