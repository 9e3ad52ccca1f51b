import type { ExploreFacetsEvent } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import type { References } from '../references.ts'
import { tool } from '../tool.ts'
import { filterOf, RecordFilter } from './filter-of.ts'
import { showText } from './show-line.ts'

const TOP = 10

export const divideRecords = tool({
  name: 'divide_records',
  description: 'How matching records divide by severity, source, message, host and component, most frequent first.',
  parameters: z.object(RecordFilter),
  async run(filter, { dataProcessing, context, caseId, references }) {
    let last: ExploreFacetsEvent | undefined
    const request = { caseId, filter: filterOf(filter, references) }
    for await (const event of dataProcessing.exploreFacets(request, context)) last = event
    return last ? linesOf(last, references) : ['No record']
  },
})

function linesOf(
  { matches, records, severities, sources, templates, hosts, components }: ExploreFacetsEvent,
  references: References,
) {
  return [
    `${matches} of ${records} records match`,
    ...severities.map(({ severity, count }) => `severity ${severity}: ${count}`),
    ...sources.slice(0, TOP).map(({ sourceId, count }) => `source ${references.aliasOf(sourceId) ?? '?'}: ${count}`),
    ...templates.slice(0, TOP).map(({ text, count }) => `message ${showText(text)}: ${count}`),
    ...hosts.slice(0, TOP).map(({ name, count }) => `host ${showText(name)}: ${count}`),
    ...components.slice(0, TOP).map(({ name, count }) => `component ${showText(name)}: ${count}`),
  ]
}
