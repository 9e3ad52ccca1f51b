import { establishTimeline } from '@faultmaven/diagnosis'
import { appendStep } from '../turns/turn-log.ts'
import { loadEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { phaseDone, startPhase } from './phase.ts'

/** What happened in which order, and when trouble began. */
export const establishTimelineNode: GraphNode = async (run) => {
  await startPhase(run, 'establish-timeline')
  const { summary } = establishTimeline(await loadEvidence(run))
  await appendStep(run.openCase, run.ref, 'establish-timeline', { events: [phaseDone('establish-timeline', summary)] })
  return {}
}
