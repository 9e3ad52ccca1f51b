import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { filterOf } from './filter-of.ts'
import { searchRecords } from './search-records.ts'
import { showText } from './show-line.ts'

export const readSpan = tool({
  name: 'read_spans',
  description: 'Spans of traces that hold a text (a trace id, an operation, a service), and what was found about them.',
  parameters: z.object({
    text: z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[^\r\n]*$/)),
    limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(30))),
  }),
  async run({ text, limit = 10 }, context) {
    const { references } = context
    const wanted = text.toLowerCase()
    const about = references.findings.filter(
      ({ finding: { title, predicates } }) =>
        predicates.some(({ name }) => name === 'span') && JSON.stringify([title, predicates]).toLowerCase().includes(wanted),
    )
    const sources = references.sources.filter(({ source }) => source.kind === 'trace').map(({ alias }) => alias)
    if (sources.length === 0) return ['There are no traces']
    return [
      ...about.slice(0, 10).map(({ alias, finding }) => `${alias} ${showText([finding.title, ...finding.details].join('; '))}`),
      ...(await searchRecords({ filter: filterOf({ sources, text }, references), limit }, context)),
    ]
  },
})
