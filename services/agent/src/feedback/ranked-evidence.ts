import type { CheckedClaim, Claim, Feedback, TurnEvent } from '@faultmaven/contracts'
import { type Evidence, followFeedback, proposeSolution } from '@faultmaven/diagnosis'
import type { OpenCase } from '../cases/open-case.ts'
import { allRows, rowText } from '../cases/rows.ts'
import { loadEvidence } from '../graph/evidence.ts'
import { type TurnRef, workName, workText } from '../turns/turn-log.ts'

/** What the checker made of the claims of a turn, and what had been said when its board was made. */
export type StoredChecks = { readonly checked: readonly CheckedClaim[]; readonly feedback: readonly Feedback[] }

/** What a ranking is made from, as it stands in the rows of the turn that ranked last. */
export type RankedEvidence = StoredChecks & {
  readonly ref: TurnRef
  readonly evidence: Evidence
  /** Claims that were checked since, because feedback made causes rise that nobody had asked proof of. */
  readonly further: readonly CheckedClaim[]
}

/** Prefix of the rows of claims that were checked after the turn. */
export const FURTHER = 'further/'

/** The evidence of the newest turn that ranked causes; undefined while there is none. */
export async function loadRanked(openCase: OpenCase): Promise<RankedEvidence | undefined> {
  const { ranked: ref } = openCase.state().record
  return (
    ref && {
      ref,
      ...(await loadChecks(openCase, ref)),
      further: await loadFurther(openCase, ref),
      evidence: await loadEvidence({ openCase, ref }),
    }
  )
}

/** What a turn's claims came to. */
export async function loadChecks(openCase: OpenCase, ref: TurnRef): Promise<StoredChecks> {
  return JSON.parse(await workText(openCase, ref, 'checked'))
}

async function loadFurther({ rows }: OpenCase, ref: TurnRef): Promise<CheckedClaim[]> {
  const found = await allRows(rows, workName(ref, FURTHER))
  return found.flatMap(({ value }): CheckedClaim[] => JSON.parse(rowText(value)))
}

type Ranking = Pick<RankedEvidence, 'evidence' | 'checked' | 'further'>

/** The board that follows from all that was said, and the claims of it that nobody checked yet. */
export function rankWith({ evidence, checked, further }: Ranking, feedback: readonly Feedback[]) {
  return followFeedback({ ...evidence, feedback }, checked, verifiedOf(further))
}

/** The board with the steps and needs of causes that lead only now: those told before stay as they are. */
export function rankingEvents(ranking: Ranking, before: readonly Feedback[], after: readonly Feedback[]): TurnEvent[] {
  const { problems } = rankWith(ranking, after)
  const told = proposeSolution(ranking.evidence, rankWith(ranking, before).problems)
  const { steps, needs } = proposeSolution(ranking.evidence, problems)
  const known = new Set([...told.steps, ...told.needs].map(({ id }) => id))
  return [
    { type: 'board-changed', board: { problems, cause: 'feedback' } },
    ...steps.flatMap((step): TurnEvent[] => (known.has(step.id) ? [] : [{ type: 'step-added', step }])),
    ...needs.flatMap((need): TurnEvent[] => (known.has(need.id) ? [] : [{ type: 'need-added', need }])),
  ]
}

/** Claims that held. */
export function verifiedOf(checked: readonly CheckedClaim[]): Claim[] {
  return checked.flatMap((result) => (result.outcome === 'verified' ? [result.claim] : []))
}
