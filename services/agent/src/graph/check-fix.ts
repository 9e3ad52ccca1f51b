import type { CheckedClaim, Claim, ProposedClaim, TurnEvent } from '@faultmaven/contracts'
import { type EarlierLeader, endOfEvidence, fixClaims, fixFindings, fixStatements, type Statement } from '@faultmaven/diagnosis'
import { eachRow, rowText } from '../cases/rows.ts'
import { liveTurnIdOf } from '../live/live-turn-id.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { loadEvidence } from './evidence.ts'

export type FixCheck = { readonly statements: readonly Statement[]; readonly claims: readonly Claim[] }

/**
 * Data that came after an answer with a cause tells whether a fix held: what proved the cause is counted in the new sources. Nothing where
 * the turn brought no data, or no earlier turn found a cause.
 */
export async function checkFix(
  run: TurnRun,
  check: (claims: readonly ProposedClaim[]) => Promise<readonly CheckedClaim[]>,
): Promise<FixCheck> {
  const { sources } = await loadEvidence(run)
  const own = new Set([run.ref.turnId, liveTurnIdOf(run.ref.turnId)])
  const before = endOfEvidence(sources.filter(({ turnId }) => !own.has(turnId)))
  // Only records from after all that was seen before tell how it went on. What was asked live lacks whatever its question left out.
  const added = sources.filter(
    ({ turnId, kind, interval }) =>
      turnId === run.ref.turnId && kind === 'log' && interval !== undefined && (before === undefined || interval.to > before),
  )
  const earlier = added.length === 0 ? undefined : await readEarlierLeader(run)
  const counting = earlier
    ? fixClaims(
        earlier,
        added.map(({ id }) => id),
      )
    : []
  if (!earlier || counting.length === 0) return { statements: [], claims: [] }
  const checked = await check(fixFindings(earlier, await check(counting)))
  const claims = checked.flatMap((one) => (one.outcome === 'verified' ? [one.claim] : []))
  return { statements: fixStatements(checked), claims }
}

/** The leader of the newest board that an earlier turn left, with the claims of that turn. */
async function readEarlierLeader({ openCase, ref }: TurnRun): Promise<EarlierLeader | undefined> {
  let found: EarlierLeader | undefined
  // What is said of an answer later stands among the events of other turns.
  const claims = new Map<string, Claim[]>()
  for await (const { value } of eachRow(openCase.rows, 'event/')) {
    const { turnId, event }: { turnId: string; event: TurnEvent } = JSON.parse(rowText(value))
    if (turnId === ref.turnId) continue
    const own = claims.get(turnId) ?? []
    if (event.type === 'claim-added') claims.set(turnId, [...own, event.claim])
    const leader = event.type === 'board-changed' ? event.board.problems[0]?.hypotheses[0] : undefined
    if (leader) found = { leader, claims: own }
  }
  return found
}
