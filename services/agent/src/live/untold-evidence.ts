import type { Finding, TurnEvent } from '@faultmaven/contracts'
import { eachRow, rowText } from '../cases/rows.ts'
import { stateOfFinding, stateOfSource } from '../turns/told-state.ts'
import type { TurnRun } from '../turns/turn-run.ts'

/**
 * What the case holds and its log does not tell as it stands: replies that came, also those of a turn that was stopped before it could tell
 * them, and what a comparison with new data has put on another clock.
 */
export async function untoldEvidence(
  { dataProcessing, openCase, context }: TurnRun,
  findings: readonly Finding[],
): Promise<TurnEvent[]> {
  // The evidence of the phases lacks what only a page shows of a source.
  const { sources } = await dataProcessing.listSources({ caseId: openCase.caseId }, context)
  const told = new Map<string, string>()
  for await (const { value } of eachRow(openCase.rows, 'event/')) {
    const { event }: { event: TurnEvent } = JSON.parse(rowText(value))
    if (event.type === 'source-ready') told.set(event.source.id, stateOfSource(event.source))
    if (event.type === 'finding-added') told.set(event.finding.id, stateOfFinding(event.finding))
  }
  return [
    ...sources
      .filter((one) => one.state !== 'receiving' && told.get(one.id) !== stateOfSource(one))
      .map((source): TurnEvent => ({ type: 'source-ready', source })),
    ...findings
      .filter((one) => told.get(one.id) !== stateOfFinding(one))
      .map((finding): TurnEvent => ({ type: 'finding-added', finding })),
  ]
}
