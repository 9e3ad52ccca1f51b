import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { filterOf, RecordFilter } from './filter-of.ts'
import { searchRecords } from './search-records.ts'
import { showText } from './show-line.ts'

export const querySeries = tool({
  name: 'query_series',
  description: 'What was found in series of metrics whose name or labels hold a text, and their samples in the order of time.',
  parameters: z.object({
    name: z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[^\r\n]*$/)),
    from: RecordFilter.from,
    to: RecordFilter.to,
    limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(50))),
  }),
  async run({ name, from, to, limit = 20 }, context) {
    const { references } = context
    const wanted = name.toLowerCase()
    const moved = references.findings.filter(
      ({ finding }) =>
        finding.kind === 'series' && `${finding.title} ${finding.entities.join(' ')}`.toLowerCase().includes(wanted),
    )
    const sources = references.sources.filter(({ source }) => source.kind === 'metrics').map(({ alias }) => alias)
    if (sources.length === 0) return ['There are no metrics']
    return [
      ...moved.slice(0, 10).map(({ alias, finding }) => `${alias} ${showText([finding.title, ...finding.details].join('; '))}`),
      ...(await searchRecords({ filter: filterOf({ sources, text: name, from, to }, references), limit }, context)),
    ]
  },
})
