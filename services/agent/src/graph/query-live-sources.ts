import type { AnalysisEvent, TurnEvent } from '@faultmaven/contracts'
import { formHypotheses } from '@faultmaven/diagnosis'
import { createLiveDesk } from '../live/live-desk.ts'
import { liveTurnIdOf } from '../live/live-turn-id.ts'
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
  const { events, notExamined } = await readAnalysis(run, turn)
  const evidence = { ...stored, ...(await readEvidence(run)) }
  await appendStep(openCase, ref, 'query-live-sources', {
    events,
    rows: [workRow(ref, 'evidence', evidence), workRow(ref, 'live-analysis', { notExamined })],
  })
  return { ...routeOf(evidence), sources: evidence.sources.length, findings: evidence.findings.length }
}

async function readAnalysis({ dataProcessing, context }: TurnRun, turn: { readonly caseId: string; readonly turnId: string }) {
  const events: TurnEvent[] = []
  let notExamined: readonly string[] = []
  for await (const event of dataProcessing.watchTurn(turn, context)) {
    if (event.type === 'turn-analysed') notExamined = event.notExamined
    else if (isTold(event)) events.push(event)
  }
  return { events, notExamined }
}

function isTold(event: AnalysisEvent): event is Extract<AnalysisEvent, { type: 'source-ready' | 'finding-added' }> {
  return event.type === 'source-ready' || event.type === 'finding-added'
}
