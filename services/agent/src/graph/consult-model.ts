import type { CheckedClaim, Claim, ProblemGroup, ProposedClaim, TurnEvent } from '@faultmaven/contracts'
import { type Evidence, type Statement, type Validation, weighProposals } from '@faultmaven/diagnosis'
import { toProblemError } from '@faultmaven/rpc'
import { eachRow, type RowChange, rowText } from '../cases/rows.ts'
import { PROPOSALS } from '../feedback/ranked-evidence.ts'
import { journalRow } from '../journal/turn-journal.ts'
import { askHypotheses } from '../model/ask-hypotheses.ts'
import { askWording } from '../model/ask-wording.ts'
import { checkProposals } from '../model/check-proposals.ts'
import { describeModel } from '../model/describe-rejections.ts'
import type { LiveNow } from '../model/live-now.ts'
import type { ModelDesk } from '../model/model-desk.ts'
import type { Rejections, StoredModelBoard, StoredProposals, StoredWording } from '../model/stored-proposals.ts'
import { appendStep, workName, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'

const NONE: StoredProposals = { state: 'none' }
const NOTHING: Rejections = { claims: 0, hypotheses: 0, statements: 0 }

/** Asks the model for causes, once a turn: an answer that was written down is not asked for again when the node runs again. */
export async function consultModel(
  run: TurnRun,
  evidence: Evidence,
  problems: readonly ProblemGroup[],
  live?: LiveNow,
): Promise<void> {
  if (!run.model || (await readWork(run, 'model')) !== undefined) return
  const { limits } = run.model
  const line = run.model.line('hypotheses')
  const asked = await askHypotheses(run, { ...run.model, line }, evidence, problems, live)
  const noted = journalRow(run.ref.turnId, 'model', { limits, entries: line.entries() })
  const missed = live ? [workRow(run.ref, 'live', { notExamined: live.desk.troubles() })] : []
  await appendStep(run.openCase, run.ref, 'formulate-hypotheses/model', {
    rows: [workRow(run.ref, 'model', asked), noted, ...missed],
  })
}

type Analysed = {
  readonly evidence: Evidence
  readonly checked: readonly CheckedClaim[]
  readonly validation: Validation
}

/**
 * The events by which the board comes to hold what of the model was verified, and the rows for the next node and for feedback. Nothing without a model, and none
 * where the analysis found that nothing is wrong: a model does not cry wolf.
 */
export async function weighModel(
  run: TurnRun,
  { evidence, checked, validation }: Analysed,
  verify: (claims: readonly ProposedClaim[]) => Promise<readonly CheckedClaim[]>,
): Promise<{ readonly events: readonly TurnEvent[]; readonly rows: readonly RowChange[] }> {
  const asked: StoredProposals = (await readWork<StoredProposals>(run, 'model')) ?? NONE
  if (asked.state !== 'answered') return { events: [], rows: [] }
  const notes: string[] = []
  const check = async (proposed: readonly ProposedClaim[]) => {
    try {
      return await verify(proposed)
    } catch (error) {
      // What was analysed stands: only the model's part of the answer is lost with its check.
      run.context.signal.throwIfAborted()
      notes.push(`The claims of the model could not be checked (${toProblemError(error).code})`)
      return []
    }
  }
  const { proposals, claims, rejections } = await checkProposals(asked.proposals, evidence, check)
  const before = validation.problems
  const problems = validation.outcome === 'no-fault' ? before : weighProposals({ evidence, checked, problems: before, proposals })
  const unshown = proposals.filter(({ mechanism }) => !isOnBoard(mechanism, problems))
  const isChanged = JSON.stringify(problems) !== JSON.stringify(before)
  const used = isChanged ? claims.filter(({ id }) => isUsed(id, problems)) : []
  const stored: StoredModelBoard = {
    ...(isChanged ? { board: { problems, cause: 'model' } } : {}),
    claims: used,
    rejections: {
      claims: rejections.claims,
      hypotheses: rejections.hypotheses + asked.rejections.hypotheses + unshown.length,
      statements: 0,
    },
    notes,
  }
  const added = used.map((claim): TurnEvent => ({ type: 'claim-added', claim }))
  const board: TurnEvent[] = stored.board ? [{ type: 'board-changed', board: stored.board }] : []
  return { events: [...added, ...board], rows: [workRow(run.ref, 'model-board', stored), workRow(run.ref, PROPOSALS, proposals)] }
}

type Answered = { readonly validation: Validation; readonly question: string | undefined }

/** What the model adds to the wording, checked, and what the answer says of the model. */
export async function wordByModel(
  run: TurnRun,
  { validation, question }: Answered,
): Promise<{ readonly statements: readonly Statement[]; readonly degraded: readonly string[] }> {
  const asked: StoredProposals = (await readWork<StoredProposals>(run, 'model')) ?? NONE
  const weighed = await readWork<StoredModelBoard>(run, 'model-board')
  if (asked.state !== 'answered' || !weighed || !run.model) {
    return { statements: [], degraded: describeModel(asked, NOTHING, []) }
  }
  const claims = [...(await readClaims(run)), ...weighed.claims]
  const problems = weighed.board?.problems ?? validation.problems
  const wording = await wordOnce(run, run.model, { problems, claims, answered: asked, question, outcome: validation.outcome })
  const rejections = { ...weighed.rejections, statements: wording.rejected }
  return { statements: wording.statements, degraded: describeModel(asked, rejections, [...weighed.notes, ...wording.notes]) }
}

/** An answer that was worded is not worded again when the node runs again. */
async function wordOnce(run: TurnRun, desk: ModelDesk, asked: Parameters<typeof askWording>[2]): Promise<StoredWording> {
  const known = await readWork<StoredWording>(run, 'wording')
  if (known) return known
  const line = desk.line('wording')
  const wording = await askWording(run, { ...desk, line }, asked)
  const noted = journalRow(run.ref.turnId, 'wording', { entries: line.entries() })
  await appendStep(run.openCase, run.ref, 'propose-solution/model', { rows: [workRow(run.ref, 'wording', wording), noted] })
  return wording
}

function isOnBoard(mechanism: string, problems: readonly ProblemGroup[]): boolean {
  return problems.some(({ hypotheses }) => hypotheses.some((hypothesis) => hypothesis.mechanism === mechanism))
}

function isUsed(claimId: string, problems: readonly ProblemGroup[]): boolean {
  return problems.some(({ hypotheses }) =>
    hypotheses.some(({ claimIds, againstClaimIds }) => claimIds.includes(claimId) || againstClaimIds.includes(claimId)),
  )
}

/** The verified claims of the analysis, as the log tells them. */
async function readClaims({ openCase, ref }: TurnRun): Promise<Claim[]> {
  const claims = new Map<string, Claim>()
  for await (const { value } of eachRow(openCase.rows, 'event/')) {
    const { turnId, event }: { turnId: string; event: TurnEvent } = JSON.parse(rowText(value))
    if (turnId === ref.turnId && event.type === 'claim-added') claims.set(event.claim.id, event.claim)
  }
  return [...claims.values()]
}

async function readWork<T>({ openCase, ref }: TurnRun, name: string): Promise<T | undefined> {
  const value = await openCase.rows.get(workName(ref, name))
  if (!value) return undefined
  // Only the node before writes rows of this name.
  const stored: T = JSON.parse(rowText(value))
  return stored
}
