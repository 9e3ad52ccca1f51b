import type { ExploreHistogramEvent } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import { tool } from '../tool.ts'
import { filterOf, RecordFilter } from './filter-of.ts'

export const countRecords = tool({
  name: 'count_records',
  description: 'How many records match, over time: one line a bucket.',
  parameters: z.object({ ...RecordFilter, buckets: z.optional(z.number().check(z.int(), z.gte(1), z.lte(60))) }),
  async run({ buckets = 20, ...filter }, { dataProcessing, context, caseId, references }) {
    let last: ExploreHistogramEvent | undefined
    const request = { caseId, filter: filterOf(filter, references), buckets }
    for await (const event of dataProcessing.exploreHistogram(request, context)) last = event
    return last ? tableOf(last) : ['No record']
  },
})

function tableOf({ matches, records, untimed, interval, bucketUs, counts }: ExploreHistogramEvent): string[] {
  const summary = `${matches} of ${records} records match, ${untimed} of them without a time`
  if (!interval) return [summary]
  const length = Math.max(0, ...counts.map(({ buckets }) => buckets.length))
  const fromMs = Date.parse(interval.from)
  const rows = Array.from({ length }, (_, index) => {
    const parts = counts.flatMap(({ severity, buckets }) => (buckets[index] ? [`${severity} ${buckets[index]}`] : []))
    return `${new Date(fromMs + (index * bucketUs) / 1000).toISOString()} ${parts.join(', ') || '0'}`
  })
  return [summary, ...rows]
}
