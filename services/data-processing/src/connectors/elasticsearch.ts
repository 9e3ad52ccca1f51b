import * as z from 'zod/mini'
import { askedInterval } from './asked-interval.ts'
import type { HttpConnector, QueryOf } from './http-connector.ts'
import { type Brackets, childrenOf, parseJson, readBrackets } from './json-text.ts'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

const DOCUMENTS = 200

/**
 * Documents of a stretch of time that hold words, oldest first. The body is made here: nothing but a range and `simple_query_string`, which knows no
 * scripts and fails for no text.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search, the same in OpenSearch
 */
export const elasticsearch: HttpConnector<QueryOf<'elasticsearch'>> = {
  ask(query, source, nowMs) {
    const { from, to } = askedInterval(query, nowMs)
    const timeField = source.timeField ?? '@timestamp'
    const range = { range: { [timeField]: { gte: from, lte: to } } }
    const words = query.text === undefined ? [] : [{ simple_query_string: { query: query.text, default_operator: 'and' } }]
    const body = {
      size: query.limit ?? DOCUMENTS,
      timeout: `${Math.ceil(source.deadlineMs / 1000)}s`,
      track_total_hits: true,
      sort: [{ [timeField]: { order: query.order === 'oldest' ? 'asc' : 'desc', unmapped_type: 'date' } }],
      query: { bool: { filter: [range], must: words } },
    }
    const indices = indicesOf(query, source).map(encodeURIComponent).join(',')
    return { method: 'POST', path: `/${indices}/_search?ignore_unavailable=true`, body: JSON.stringify(body) }
  },
  layOut(reply, { order, limit = DOCUMENTS }) {
    const brackets = readBrackets(reply)
    const root = reply.search(/\S/)
    const hits = [...childrenOf(reply, brackets, memberOf(reply, brackets, memberOf(reply, brackets, root, 'hits'), 'hits'))]
    const documents = hits.map(({ from }) => {
      const at = memberOf(reply, brackets, from, '_source')
      return reply.slice(at, brackets.get(at)).replaceAll(/\s*[\r\n]\s*/g, ' ')
    })
    if (order !== 'oldest') documents.reverse()
    const text = documents.map((document) => `${document}\n`).join('')
    return { text, extension: 'ndjson', isCut: isCut(reply, documents.length, limit) }
  },
}

/** What a reply says of its own completeness. Elasticsearch 6 and the first OpenSearch tell the total as a number. */
const Completeness = z.object({
  timed_out: z.optional(z.boolean()),
  _shards: z.optional(z.object({ failed: z.number() })),
  hits: z.object({ total: z.union([z.number(), z.object({ value: z.number() })]) }),
})

function isCut(reply: string, documents: number, limit: number): boolean {
  const said = Completeness.safeParse(parseJson(reply))
  if (!said.success) return documents >= limit
  const { timed_out: isLate = false, _shards: shards, hits } = said.data
  const total = typeof hits.total === 'number' ? hits.total : hits.total.value
  return isLate || (shards?.failed ?? 0) > 0 || total > documents
}

function indicesOf({ index }: QueryOf<'elasticsearch'>, { indices = [] }: LiveSourceSettings): readonly string[] {
  if (index === undefined) return indices
  if (!indices.includes(index)) throw new LiveSourceFailure(`It may search ${indices.join(', ')} only`)
  return [index]
}

/** Where the object or list of a name begins. */
function memberOf(text: string, brackets: Brackets, at: number, name: string): number {
  for (const { key, from } of childrenOf(text, brackets, at)) if (key === name && brackets.has(from)) return from
  throw new LiveSourceFailure(`Its reply has no "${name}", so it is not of a search`)
}
