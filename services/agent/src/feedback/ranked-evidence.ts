import type { Board, CheckedClaim, Claim, Outcome, ProblemGroup, TurnEvent } from '@faultmaven/contracts'
import { type Evidence, followFeedback, type ModelProposal, proposeSolution, weighProposals } from '@faultmaven/diagnosis'
import type { Said } from '../asking/asked-questions.ts'
import type { OpenCase } from '../cases/open-case.ts'
import { allRows, type RowChange, rowText } from '../cases/rows.ts'
import { loadEvidence } from '../graph/evidence.ts'
import { findWorkText, type TurnRef, workName, workRow, workText } from '../turns/turn-log.ts'

/** What the checker made of the claims of a turn. */
export type StoredChecks = { readonly checked: readonly CheckedClaim[] }

/** What a ranking is made from, as it stands in the rows of the turn that ranked last. */
export type RankedEvidence = StoredChecks & {
  readonly ref: TurnRef
  readonly evidence: Evidence
  /** Claims that were checked since, because feedback made causes rise that nobody had asked proof of. */
  readonly further: readonly CheckedClaim[]
  /** What a model proposed in the turn, as far as it was verified. */
  readonly proposals: readonly ModelProposal[]
}

/** Prefix of the rows of claims that were checked after the turn. */
const FURTHER = 'further/'
/** Row of the verified proposals of a model. */
export const PROPOSALS = 'proposals'

/**
 * The evidence of the newest turn that ranked causes; undefined while there is none. A turn that ends meanwhile takes the rows of the one
 * before with it: then its own are read.
 */
export async function loadRanked(openCase: OpenCase): Promise<RankedEvidence | undefined> {
  const { ranked: ref } = openCase.state().record
  try {
    return ref && (await loadRankedOf(openCase, ref))
  } catch (error) {
    // Waits for the write under way, which may be the one that deleted them.
    const { record } = await openCase.change(() => undefined)
    if (record.ranked?.turnId === ref?.turnId && record.ranked?.attempt === ref?.attempt) throw error
    return loadRanked(openCase)
  }
}

async function loadRankedOf(openCase: OpenCase, ref: TurnRef): Promise<RankedEvidence> {
  return {
    ref,
    ...(await loadChecks(openCase, ref)),
    further: await loadFurther(openCase, ref),
    proposals: await loadProposals(openCase, ref),
    // Always there, and read last: rows that were deleted meanwhile are noticed.
    evidence: await loadEvidence({ openCase, ref }),
  }
}

/** What a turn's claims came to. */
export async function loadChecks(openCase: OpenCase, ref: TurnRef): Promise<StoredChecks> {
  return JSON.parse(await workText(openCase, ref, 'checked'))
}

/** What a model proposed in a turn; nothing where none took part. */
export async function loadProposals(openCase: OpenCase, ref: TurnRef): Promise<readonly ModelProposal[]> {
  return JSON.parse((await findWorkText(openCase, ref, PROPOSALS)) ?? '[]')
}

async function loadFurther({ rows }: OpenCase, ref: TurnRef): Promise<CheckedClaim[]> {
  const found = await allRows(rows, workName(ref, FURTHER))
  return found.flatMap(({ value }): CheckedClaim[] => JSON.parse(rowText(value)))
}

/** What a ranking is made from. */
export type Ranking = Pick<RankedEvidence, 'evidence' | 'checked' | 'further' | 'proposals'>

/** The board and the first line that follow from all that was said and what a model proposed, and the claims that nobody checked yet. */
export function rankWith({ evidence: unheard, checked, further, proposals }: Ranking, { feedback, answers }: Said) {
  const evidence = { ...unheard, feedback, answers }
  const { isFault, problems, ...followed } = followFeedback(evidence, checked, verifiedOf(further))
  return { ...followed, problems: isFault ? weighProposals({ evidence, checked, problems, proposals }) : problems }
}

/** The first line of an answer and what it comes to. */
export type FirstLine = { readonly headline: string; readonly outcome: Outcome }

/**
 * The first line after a change of what was said, so that it names the leader of the board; undefined where it stays. An answer that counted, or
 * was stopped, says something else than a cause: its line stays.
 */
export function followingLine(ranking: Ranking, after: Said, shown: Outcome | undefined): FirstLine | undefined {
  if (shown === undefined || shown === 'answered' || shown === 'interrupted') return undefined
  const { headline, outcome } = rankWith(ranking, after)
  return { headline, outcome }
}

type Rerank = { readonly before: Said; readonly after: Said; readonly cause: Board['cause'] }

/** The board with the steps and needs of causes that lead only now: those told before stay as they are. */
export function rankingEvents(ranking: Ranking, { before, after, cause }: Rerank): TurnEvent[] {
  const { problems } = rankWith(ranking, after)
  const former = rankWith(ranking, before).problems
  const told = proposeSolution(ranking.evidence, former)
  const { steps, needs } = proposeSolution(ranking.evidence, problems)
  const known = new Set([...told.steps, ...told.needs].map(({ id }) => id))
  const shown = claimIdsOf(former)
  const proofs = ranking.proposals.flatMap(({ claims, against }) => [...claims, ...against])
  const risen = proofs.filter(({ id }) => !shown.has(id) && claimIdsOf(problems).has(id))
  return [
    ...risen.map((claim): TurnEvent => ({ type: 'claim-added', claim })),
    { type: 'board-changed', board: { problems, cause } },
    ...steps.flatMap((step): TurnEvent[] => (known.has(step.id) ? [] : [{ type: 'step-added', step }])),
    ...needs.flatMap((need): TurnEvent[] => (known.has(need.id) ? [] : [{ type: 'need-added', need }])),
  ]
}

function claimIdsOf(problems: readonly ProblemGroup[]): ReadonlySet<string> {
  const hypotheses = problems.flatMap((problem) => problem.hypotheses)
  return new Set(hypotheses.flatMap(({ claimIds, againstClaimIds }) => [...claimIds, ...againstClaimIds]))
}

/** Claims that were checked because something rose, as a row of the turn that is ranked. `name` is new for each. */
export function furtherRows(ref: TurnRef, name: string, fresh: readonly CheckedClaim[]): RowChange[] {
  return fresh.length === 0 ? [] : [workRow(ref, `${FURTHER}${name}`, fresh)]
}

/** Claims that held. */
export function verifiedOf(checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((result) => (result.outcome === 'verified' ? [result.claim] : []))
}
