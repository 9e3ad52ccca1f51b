import type { Source } from '@faultmaven/contracts'
import { toProblemError } from '@faultmaven/rpc'
import { appendStep, workRow } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { readAsked, type StoredEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { countOf, phaseDone, startPhase } from './phase.ts'

/** Waits for the analysis of what was sent and takes up everything that the case holds. Nothing readable: a general answer. */
export const intake: GraphNode = async (run) => {
  await startPhase(run, 'intake')
  await run.analysed()
  const evidence = await readEvidence(run)
  const readable = evidence.sources.filter(({ state }) => state === 'ready' || state === 'partial')
  const result = `${countOf(readable.length, 'source')}, ${countOf(evidence.findings.length, 'finding')}`
  await appendStep(run.openCase, run.ref, 'intake', {
    events: [phaseDone('intake', result)],
    rows: [workRow(run.ref, 'evidence', evidence)],
  })
  return {
    route: readable.length === 0 ? 'general' : 'evidence',
    sources: evidence.sources.length,
    findings: evidence.findings.length,
  }
}

async function readEvidence(run: TurnRun): Promise<StoredEvidence> {
  const told = await readTold(run)
  return { ...told, ...readAsked(run, told.sources) }
}

async function readTold({ dataProcessing, openCase, context }: TurnRun): Promise<Pick<StoredEvidence, 'findings' | 'sources'>> {
  const { caseId } = openCase
  try {
    const { sources } = await dataProcessing.listSources({ caseId }, context)
    const { findings } = await dataProcessing.listFindings({ caseId }, context)
    return { findings, sources: sources.map(withoutHistogram) }
  } catch (error) {
    // A case that was only asked never brought data-processing anything.
    if (toProblemError(error).code === 'case.not_found') return { findings: [], sources: [] }
    throw error
  }
}

/** No phase looks at it, and it is most of a source's size. */
function withoutHistogram({ histogram: _unused, ...source }: Source): Source {
  return source
}
