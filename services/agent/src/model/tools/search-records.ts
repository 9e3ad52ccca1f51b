import type { ExploredRecord, ExploreFilter } from '@faultmaven/contracts'
import type { ToolContext } from '../tool.ts'
import { showLine } from './show-line.ts'

type Search = { readonly filter: ExploreFilter; readonly limit: number; readonly isBackward?: boolean }

/** How many records match, and the first or last of them in the order of time. */
export async function searchRecords(
  { filter, limit, isBackward = false }: Search,
  { dataProcessing, context, caseId, references }: ToolContext,
): Promise<string[]> {
  const found: ExploredRecord[] = []
  let totals = { matches: 0, records: 0 }
  const direction = isBackward ? 'backward' : 'forward'
  const request = { caseId, filter, order: 'time', direction, limit, count: true } as const
  for await (const event of dataProcessing.exploreLines(request, context)) {
    if (event.type === 'lines') found.push(...event.lines)
    else totals = event
  }
  const summary = `${totals.matches} of ${totals.records} records match; ${isBackward ? 'last' : 'first'} ${found.length}:`
  return [summary, ...found.map((line) => showLine(line, references))]
}
