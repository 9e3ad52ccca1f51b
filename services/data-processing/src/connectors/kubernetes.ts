import type { KubernetesResource } from '@faultmaven/contracts'
import * as z from 'zod/mini'
import type { HttpConnector, QueryOf } from './http-connector.ts'
import { parseJson } from './json-text.ts'
import { layOutEntries } from './lay-out-entries.ts'
import { layOutJson } from './lay-out-json.ts'
import { LiveSourceFailure } from './live-source-failure.ts'

type KubernetesQuery = QueryOf<'kubernetes'>
type Place = { readonly group: string; readonly isNamespaced: boolean }

const OBJECTS = 500
const LOG_LINES = 1000
const CORE = 'api/v1'

const namespaced = (group: string): Place => ({ group, isNamespaced: true })
const clusterWide = (group: string): Place => ({ group, isNamespaced: false })

/** Everything that can be read; what is not here has no path, and secrets are not here. */
const PLACES: Readonly<Record<KubernetesResource, Place>> = {
  configmaps: namespaced(CORE),
  cronjobs: namespaced('apis/batch/v1'),
  daemonsets: namespaced('apis/apps/v1'),
  deployments: namespaced('apis/apps/v1'),
  endpointslices: namespaced('apis/discovery.k8s.io/v1'),
  events: namespaced(CORE),
  horizontalpodautoscalers: namespaced('apis/autoscaling/v2'),
  ingresses: namespaced('apis/networking.k8s.io/v1'),
  jobs: namespaced('apis/batch/v1'),
  limitranges: namespaced(CORE),
  namespaces: clusterWide(CORE),
  networkpolicies: namespaced('apis/networking.k8s.io/v1'),
  nodes: clusterWide(CORE),
  persistentvolumeclaims: namespaced(CORE),
  persistentvolumes: clusterWide(CORE),
  poddisruptionbudgets: namespaced('apis/policy/v1'),
  pods: namespaced(CORE),
  replicasets: namespaced('apis/apps/v1'),
  resourcequotas: namespaced(CORE),
  services: namespaced(CORE),
  statefulsets: namespaced('apis/apps/v1'),
  storageclasses: clusterWide('apis/storage.k8s.io/v1'),
}

/** Objects, lists of them and logs of pods. @see https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export const kubernetes: HttpConnector<KubernetesQuery> = {
  ask: (query) => ({ method: 'GET', path: query.operation === 'kubernetes.logs' ? logPath(query) : objectPath(query) }),
  layOut(reply, query) {
    if (query.operation !== 'kubernetes.logs') return { text: layOutJson(reply), extension: 'json', isCut: goesOn(reply) }
    const lines = reply.split('\n').filter((line) => line !== '')
    const entries = lines.map((line) => entryOf(line, query))
    return { text: layOutEntries(entries), extension: 'log', isCut: lines.length >= (query.lines ?? LOG_LINES) }
  },
}

const CutList = z.object({ metadata: z.object({ continue: z.string().check(z.minLength(1)) }) })

/** @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
function goesOn(reply: string): boolean {
  return CutList.safeParse(parseJson(reply)).success
}

type ObjectQuery = Exclude<KubernetesQuery, { operation: 'kubernetes.logs' }>
type LogQuery = Extract<KubernetesQuery, { operation: 'kubernetes.logs' }>

function objectPath(query: ObjectQuery): string {
  const { resource, namespace } = query
  const { group, isNamespaced } = PLACES[resource]
  if (namespace !== undefined && !isNamespaced) throw new LiveSourceFailure(`${resource} belong to no namespace`)
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const path = `/${group}${within}/${resource}`
  if (query.operation === 'kubernetes.list') {
    const { labels } = query
    const parameters = new URLSearchParams({ limit: `${OBJECTS}`, ...(labels === undefined ? {} : { labelSelector: labels }) })
    return `${path}?${parameters.toString()}`
  }
  if (namespace === undefined && isNamespaced) throw new LiveSourceFailure(`One of the ${resource} has a namespace: say which`)
  return `${path}/${encodeURIComponent(query.name)}`
}

function logPath({ namespace, pod, container, previous = false, from, lines = LOG_LINES }: LogQuery): string {
  const parameters = new URLSearchParams({
    timestamps: 'true',
    tailLines: `${lines}`,
    ...(container === undefined ? {} : { container }),
    ...(previous ? { previous: 'true' } : {}),
    ...(from === undefined ? {} : { sinceTime: from }),
  })
  return `/${CORE}/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${parameters.toString()}`
}

/** `timestamps=true` puts an RFC 3339 instant and a blank before each line. */
function entryOf(line: string, { namespace, pod, container }: LogQuery) {
  const [, time = '', text = line] = /^(\d{4}-\d\d-\d\dT\S{8,40}) (.*)$/s.exec(line) ?? []
  return { time, stream: [namespace, pod, ...(container === undefined ? [] : [container])].join('/'), line: text }
}
