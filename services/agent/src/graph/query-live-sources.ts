import type { TurnEvent } from '@faultmaven/contracts'
import { formHypotheses } from '@faultmaven/diagnosis'
import { ProblemError } from '@faultmaven/rpc'
import { journalRow } from '../journal/turn-journal.ts'
import { createLiveDesk } from '../live/live-desk.ts'
import { liveTurnIdOf } from '../live/live-turn-id.ts'
import { untoldEvidence } from '../live/untold-evidence.ts'
import { appendStep, findWorkText, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { consultModel } from './consult-model.ts'
import { loadEvidence, loadStoredEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { readEvidence, routeOf } from './intake.ts'

/**
 * Lets the model ask what runs now before anything is concluded, so that the phases reason about uploads and replies alike. The replies
 * are analysed as a turn of their own and told in the log of this one. Once the model has answered, nothing is asked again.
 */
export const queryLiveSources: GraphNode = async (run) => {
  const { openCase, ref, dataProcessing, context } = run
  const stored = await loadStoredEvidence(run)
  const turn = { caseId: openCase.caseId, turnId: liveTurnIdOf(ref.turnId) }
  if ((await findWorkText(openCase, ref, 'model')) === undefined) {
    // Drops what was asked before a kill that came before the answer.
    await dataProcessing.openTurn(turn, context)
    const evidence = await loadEvidence(run)
    const desk = createLiveDesk({ dataProcessing, ...turn, sources: stored.live?.sources ?? [] })
    await consultModel(run, evidence, formHypotheses(evidence).problems, { desk, now: stored.live?.now ?? '' })
  }
  await dataProcessing.closeTurn(turn, context)
  const evidence = { ...stored, ...(await readEvidence(run, stored.live?.now)) }
  const { checks, notExamined } = await readAnalysis(run, turn)
  // Those of the uploads are told already, of every source of the turn.
  const told: TurnEvent[] = stored.sources.length === 0 ? [{ type: 'checks-changed', checks }] : []
  await appendStep(openCase, ref, 'query-live-sources', {
    events: [...(await untoldEvidence(run, evidence.findings)), ...told],
    rows: [
      workRow(ref, 'evidence', evidence),
      workRow(ref, 'live-analysis', { notExamined }),
      journalRow(ref.turnId, 'live', { sources: (stored.live?.sources ?? []).map(({ name }) => name) }),
    ],
  })
  return { ...routeOf(evidence), sources: evidence.sources.length, findings: evidence.findings.length }
}

type LiveTurn = { readonly caseId: string; readonly turnId: string }

async function readAnalysis({ dataProcessing, context }: TurnRun, turn: LiveTurn) {
  for await (const event of dataProcessing.watchTurn(turn, context)) if (event.type === 'turn-analysed') return event
  throw new ProblemError('service.contract', { detail: 'A turn that is closed was not told of as analysed' })
}
