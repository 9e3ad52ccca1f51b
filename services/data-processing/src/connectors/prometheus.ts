import * as z from 'zod/mini'
import { askedInterval, instantOf } from './asked-interval.ts'
import type { HttpConnector, QueryOf } from './http-connector.ts'
import { parseJson } from './json-text.ts'
import { layOutJson } from './lay-out-json.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

type PrometheusQuery = QueryOf<'prometheus'>

/** Samples a series where the query names no step: enough for the shape of an incident. */
const SAMPLES = 240
/** Prometheus refuses more for one series. */
const MAX_SAMPLES = 11_000
const MAX_NAMES = 1000

/** Instant and range queries, series and labels. @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
export const prometheus: HttpConnector<PrometheusQuery> = {
  ask: (query, source, nowMs) => ({
    method: 'GET',
    path: `/api/v1/${pathOf(query)}?${parametersOf(query, source, nowMs).toString()}`,
  }),
  layOut: (reply, query) => ({ text: layOutJson(reply), extension: 'json', isCut: isCut(reply, query) }),
}

const Names = z.object({ data: z.array(z.unknown()) })

/** Series and names are limited, samples are not. A server that knows no limit, as Prometheus before 2.50, gives more: all there are. */
function isCut(reply: string, { operation }: PrometheusQuery): boolean {
  if (operation === 'prometheus.query' || operation === 'prometheus.query_range') return false
  const names = Names.safeParse(parseJson(reply))
  return names.success && names.data.data.length === MAX_NAMES
}

function pathOf(query: PrometheusQuery): string {
  switch (query.operation) {
    case 'prometheus.query':
      return 'query'
    case 'prometheus.query_range':
      return 'query_range'
    case 'prometheus.series':
      return 'series'
    default:
      // A name of a label is letters, digits and `_` by the contract.
      return query.label === undefined ? 'labels' : `label/${query.label}/values`
  }
}

function parametersOf(query: PrometheusQuery, { deadlineMs }: LiveSourceSettings, nowMs: number): URLSearchParams {
  const timeout = `${Math.ceil(deadlineMs / 1000)}s`
  if (query.operation === 'prometheus.query') {
    return new URLSearchParams({ query: query.expression, time: query.at ?? instantOf(nowMs), timeout })
  }
  const { from, to, seconds } = askedInterval(query, nowMs)
  const range = { start: from, end: to }
  switch (query.operation) {
    case 'prometheus.query_range': {
      const step = Math.max(query.stepSeconds ?? Math.ceil(seconds / SAMPLES), Math.ceil(seconds / MAX_SAMPLES))
      return new URLSearchParams({ query: query.expression, ...range, step: `${step}`, timeout })
    }
    case 'prometheus.series':
      return new URLSearchParams({ 'match[]': query.match, ...range, limit: `${MAX_NAMES}` })
    default:
      return new URLSearchParams({ ...range, limit: `${MAX_NAMES}` })
  }
}
