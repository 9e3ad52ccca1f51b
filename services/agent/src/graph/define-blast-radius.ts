import { defineBlastRadius } from '@faultmaven/diagnosis'
import { appendStep } from '../turns/turn-log.ts'
import { loadEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { phaseDone, startPhase } from './phase.ts'

/** Who is affected, and who is not. */
export const defineBlastRadiusNode: GraphNode = async (run) => {
  await startPhase(run, 'define-blast-radius')
  const { summary } = defineBlastRadius(await loadEvidence(run))
  await appendStep(run.openCase, run.ref, 'define-blast-radius', { events: [phaseDone('define-blast-radius', summary)] })
  return {}
}
