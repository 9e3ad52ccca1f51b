import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { filterOf, RecordFilter } from './filter-of.ts'
import { searchRecords } from './search-records.ts'

export const searchEvidence = tool({
  name: 'search_evidence',
  description:
    'Records of all sources that hold a text, in the order of time, with their number. Cite a line by its reference, A2:117.',
  parameters: z.object({
    ...RecordFilter,
    limit: z.optional(z.number().check(z.int(), z.gte(1), z.lte(50))),
    order: z.optional(z.enum(['first', 'last'])),
  }),
  run: ({ limit = 20, order = 'first', ...filter }, context) =>
    searchRecords({ filter: filterOf(filter, context.references), limit, isBackward: order === 'last' }, context),
})
