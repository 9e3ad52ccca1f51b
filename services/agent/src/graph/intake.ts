import type { Source } from '@faultmaven/contracts'
import { isCourtesy } from '@faultmaven/diagnosis'
import { toProblemError } from '@faultmaven/rpc'
import { type Said, saidOf } from '../asking/asked-questions.ts'
import { journalRow } from '../journal/turn-journal.ts'
import { findTurn } from '../cases/case-record.ts'
import { appendStep, workRow } from '../turns/turn-log.ts'
import { readAttached } from '../live/attached.ts'
import { untoldEvidence } from '../live/untold-evidence.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { ownProse, readAsked, type StoredEvidence } from './evidence.ts'
import type { GraphNode } from './graph-state.ts'
import { countOf, phaseDone, startPhase } from './phase.ts'

/**
 * Waits for the analysis of what was sent and takes up everything that the case holds, what the user has said by now, and what can be
 * asked live. What is said from here on counts at the end of the turn.
 */
export const intake: GraphNode = async (run) => {
  await startPhase(run, 'intake')
  await run.analysed()
  const live = await readAttached(run, run.now())
  const told = await readEvidence(run, live?.now)
  const said = run.replayed?.said ?? saidOf(run.openCase.state().record)
  const evidence: StoredEvidence = { ...told, ...said, ...(live && { live }) }
  const { sources, findings } = evidence
  const counts = [countOf(sources.filter(isReadable).length, 'source'), countOf(findings.length, 'finding')]
  const result = [...counts, ...(live ? [`${countOf(live.sources.length, 'live source')} to ask`] : [])].join(', ')
  // A turn that was stopped leaves replies that nobody was told of; where something can be asked live they are told with what comes.
  const left = !live && sources.some((one) => one.live) ? await untoldEvidence(run, findings) : []
  await appendStep(run.openCase, run.ref, 'intake', {
    events: [...left, phaseDone('intake', result)],
    rows: [workRow(run.ref, 'evidence', evidence), journalRow(run.ref.turnId, 'said', said)],
  })
  return {
    ...(saysNothing(run) ? { route: 'general' as const } : live ? { route: 'live' as const } : routeOf(evidence)),
    sources: sources.length,
    findings: findings.length,
  }
}

/** Thanks or a greeting, and no data with it. */
export function saysNothing(run: TurnRun): boolean {
  return findTurn(run.openCase.state().record, run.ref.turnId)?.mode === 'query' && isCourtesy(ownProse(run))
}

/** Nothing readable: a general answer. */
export function routeOf({ sources }: StoredEvidence) {
  return { route: sources.some(isReadable) ? ('evidence' as const) : ('general' as const) }
}

function isReadable({ state }: Source): boolean {
  return state === 'ready' || state === 'partial'
}

/** All that the case holds by now, and what is asked of it. @param now the clock, where something can be asked live */
export async function readEvidence(run: TurnRun, now?: string): Promise<Omit<StoredEvidence, 'live' | keyof Said>> {
  const told = await readTold(run)
  return { ...told, ...readAsked(run, told.sources, now) }
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
