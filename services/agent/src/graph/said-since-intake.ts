import { isDeepStrictEqual } from 'node:util'
import type { Outcome, TurnEvent } from '@faultmaven/contracts'
import { type Said, saidOf } from '../asking/asked-questions.ts'
import type { RowChange } from '../cases/rows.ts'
import { checkRisen } from '../feedback/change-feedback.ts'
import { type FirstLine, furtherRows, type Ranking } from '../feedback/ranked-evidence.ts'
import { followSaid } from '../feedback/rerank.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/** What follows for a turn from what was said while it was at work. */
export type SaidSince = {
  /** All that had been said when this was computed. */
  readonly said: Said
  readonly events: readonly TurnEvent[]
  readonly line?: FirstLine | undefined
  readonly rows: readonly RowChange[]
}

/**
 * What the user said since intake was about an earlier board; that of the turn follows it, too. All nodes reason about what had been said at
 * intake and this is applied once at the end, so that a replay comes to the same however fast the nodes run.
 * @param shown what the answer comes to without it
 */
export async function saidSinceIntake(run: TurnRun, ranking: Ranking, shown: Outcome): Promise<SaidSince> {
  const { openCase, ref, dataProcessing, context } = run
  const { feedback = [], answers = [] } = ranking.evidence
  const [before, said] = [{ feedback, answers }, saidOf(openCase.state().record)]
  if (isSame(before, said)) return { said, events: [], rows: [] }
  const fresh = await checkRisen({ ranked: ranking, next: said, dataProcessing, openCase, context })
  // Stopped meanwhile, the claims may be missing for that alone.
  context.signal.throwIfAborted()
  const followed = followSaid(ranking, { before, after: said, fresh, cause: 'feedback', shown })
  return { ...followed, said, rows: furtherRows(ref, 'since-intake', fresh) }
}

/** As they are stored: one of both may have been read from a row. */
export function isSame(one: Said, other: Said): boolean {
  return isDeepStrictEqual(stored(one), stored(other))
}

function stored(said: Said): unknown {
  return JSON.parse(JSON.stringify(said))
}
