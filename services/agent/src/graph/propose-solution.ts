import type { AskedQuestion } from '@faultmaven/contracts'
import {
  chooseQuestion,
  composeReport,
  defineBlastRadius,
  establishTimeline,
  type Evidence,
  type Proposal,
  proposeSolution,
  type Statement,
} from '@faultmaven/diagnosis'
import { questionIn, saidOf } from '../asking/asked-questions.ts'
import { loadChecks, loadProposals, type Ranking, rankWith, type StoredChecks, verifiedOf } from '../feedback/ranked-evidence.ts'
import { journalRow } from '../journal/turn-journal.ts'
import { consultRunbooks } from '../runbooks/consult-runbooks.ts'
import { appendStep, workText } from '../turns/turn-log.ts'
import { besideBoard } from './beside-board.ts'
import { wordByModel } from './consult-model.ts'
import { endAnswer } from './end-answer.ts'
import { isReportTurn, loadEvidence, questionOf } from './evidence.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import type { GraphNode } from './graph-state.ts'
import { startPhase } from './phase.ts'
import { isSame, saidSinceIntake } from './said-since-intake.ts'
import { withBoardAnswer, withDirectAnswer } from './with-direct-answer.ts'
import type { StoredValidation } from './validate-hypotheses.ts'

/**
 * What to do, what would decide what is open, and the answer itself: the end of the turn, and what only the user can tell. Run again after
 * a kill it finds the turn ended.
 */
export const proposeSolutionNode: GraphNode = async (run) => {
  const { record } = run.openCase.state()
  if (questionIn(record, run.ref.turnId)) return { asks: true }
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
  const advised = await consultRunbooks(run, evidence, validation.problems)
  const degraded = [...worded.degraded, ...advised.degraded]
  const steps = [...proposal.steps, ...advised.steps]
  const statements = [...own, ...further]
  const whole = isReportTurn(run) ? reportOf(validation, proposal, evidence, checks) : { ...validation, statements }
  const ranking = { evidence, checked: checks.checked, further: [], proposals }
  const ranked = await withDirectAnswer(run, { ...proposal, ...whole, steps, degraded })
  const { feedback = [], answers = [] } = evidence
  const answer = withBoardAnswer(run, ranked, { ...proposal, problems: rankWith(ranking, { feedback, answers }).problems })
  const asked = answer.outcome === 'undecided' ? questionFor(run, ranking) : undefined
  for (let isEnded = false; !isEnded;) {
    const since = await saidSinceIntake(run, ranking, answer.outcome)
    // One more word came while claims were checked for those before.
    isEnded = await endAnswer(run, { ...answer, asked }, (record) => (isSame(since.said, saidOf(record)) ? since : undefined))
  }
  return { asks: asked !== undefined }
}

/** The state of the case for others to read. */
function reportOf(validation: StoredValidation, proposal: Proposal, evidence: Evidence, { checked }: StoredChecks) {
  const [impact, onset] = [defineBlastRadius(evidence).summary, establishTimeline(evidence).summary]
  return composeReport({ validation, proposal, claims: verifiedOf(checked), impact, onset })
}

/** What the turn asks of the user, if anything is worth asking that the case did not ask before. */
function questionFor({ openCase, ref }: TurnRun, ranking: Ranking): AskedQuestion | undefined {
  const { asked = [] } = openCase.state().record
  const { feedback = [], answers = [] } = ranking.evidence
  const question = chooseQuestion({
    evidence: ranking.evidence,
    problems: rankWith(ranking, { feedback, answers }).problems,
    asked: new Set(asked.map(({ about }) => about)),
    rank: (choice) => rankWith(ranking, { feedback, answers: [...answers, choice] }).problems,
  })
  return question && { ...question, turnId: ref.turnId }
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
