import type { CaseEntry, CaseIndex } from './cases/case-index.ts'
import type { Cases } from './cases/cases.ts'
import type { OpenCase } from './cases/open-case.ts'
import type { Deletions } from './deletion/delete-case.ts'
import { interruptTurn } from './turns/interrupt-turn.ts'
import type { TurnRunner } from './turns/turn-runner.ts'

type Options = {
  readonly index: CaseIndex
  readonly cases: Cases
  readonly runner: TurnRunner
  readonly deletions: Deletions
  readonly onError: (error: unknown, place: { readonly caseId: string }) => void
}

const CUT = 'The upload was cut when the server stopped; send the turn again to go on'

/**
 * Takes up what a kill left: deletions are finished, turns that ran go on from their last checkpoint, answers that were not weighed are, uploads that were cut are
 * logged as interrupted. A case that cannot be taken up is told to `onError` and does not hold up the others.
 */
export async function recoverCases(options: Options): Promise<void> {
  for await (const entry of options.index.all()) {
    try {
      await recoverCase(options, entry)
    } catch (error) {
      options.onError(error, { caseId: entry.caseId })
    }
  }
}

async function recoverCase({ cases, runner, deletions }: Options, entry: CaseEntry): Promise<void> {
  if (entry.deletion) return void (await deletions.end(entry, entry.deletion.reason))
  const openCase = await cases.load(entry.caseId)
  // Killed before the first entry of its log, or its key is not here: expiry removes what there is.
  if (openCase) await recoverTurns(openCase, runner)
}

async function recoverTurns(openCase: OpenCase, runner: TurnRunner): Promise<void> {
  const { turns, unweighed } = openCase.state().record
  for (const turn of turns) {
    if (turn.state === 'receiving') await interruptTurn(openCase, turn.turnId, { headline: CUT })
    if (turn.state === 'running' || turn.turnId === unweighed) void runner.investigate(openCase, turn)
  }
}
