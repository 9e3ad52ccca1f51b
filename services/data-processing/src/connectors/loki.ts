import * as z from 'zod/mini'
import { askedInterval } from './asked-interval.ts'
import type { HttpConnector, QueryOf } from './http-connector.ts'
import { parseJson, readBrackets } from './json-text.ts'
import { layOutEntries, type LogEntry } from './lay-out-entries.ts'
import { layOutJson } from './lay-out-json.ts'
import { LiveSourceFailure } from './live-source-failure.ts'

const ENTRIES = 500
const NANOSECONDS_A_SECOND = 1_000_000_000n

/** Loki adds a third part, structured metadata, where there is some. */
const Streams = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().check(z.regex(/^\d{1,19}$/)), z.string()], z.unknown())),
      }),
    ),
  }),
})
type Entry = LogEntry & { readonly atNs: bigint }

/** Log lines, or series where the expression counts them. @see https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time */
export const loki: HttpConnector<QueryOf<'loki'>> = {
  ask(query, _source, nowMs) {
    const { from, to } = askedInterval(query, nowMs)
    const parameters = new URLSearchParams({
      query: query.expression,
      start: from,
      end: to,
      limit: `${query.limit ?? ENTRIES}`,
      direction: query.order === 'oldest' ? 'forward' : 'backward',
    })
    return { method: 'GET', path: `/loki/api/v1/query_range?${parameters.toString()}` }
  },
  layOut(reply, { limit = ENTRIES }) {
    readBrackets(reply)
    const json = parseJson(reply)
    const streams = Streams.safeParse(json)
    if (streams.success) {
      const entries = entriesOf(streams.data)
      return { text: layOutEntries(entries), extension: 'log', isCut: entries.length >= limit }
    }
    if (/"resultType"\s*:\s*"streams"/.test(reply))
      throw new LiveSourceFailure('Its reply is not of the form that Loki documents')
    // The limit is of lines, not of series.
    return { text: layOutJson(reply), extension: 'json', isCut: false }
  },
}

/** Entries of all streams in the order of time, oldest first. */
function entriesOf({ data }: z.infer<typeof Streams>): LogEntry[] {
  const entries = data.result.flatMap(({ stream, values }) => {
    const labels = labelsOf(stream)
    return values.map(([nanoseconds, line]): Entry => {
      const atNs = BigInt(nanoseconds)
      return { atNs, time: instantOfNs(atNs), stream: labels, line }
    })
  })
  return entries.toSorted((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0))
}

/** `{app="shop", pod="shop-1"}`, as LogQL writes it. */
function labelsOf(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}

function instantOfNs(ns: bigint): string {
  const seconds = new Date(Number(ns / NANOSECONDS_A_SECOND) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${`${ns % NANOSECONDS_A_SECOND}`.padStart(9, '0')}Z`
}
