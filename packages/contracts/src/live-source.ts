import * as z from 'zod/mini'
import { Id, Instant } from './ids.ts'

export const LiveSourceKind = z.enum(['prometheus', 'loki', 'elasticsearch', 'kubernetes', 'mcp'])
export type LiveSourceKind = z.infer<typeof LiveSourceKind>

/** A system that an operator let FaultMaven ask, read-only. Its address and its credential never leave data-processing. */
export const LiveSource = z.object({
  name: z.string(),
  /** `elasticsearch` is OpenSearch as well. */
  kind: LiveSourceKind,
  /** Of `elasticsearch`: the index patterns that may be searched. */
  indices: z.optional(z.array(z.string())),
  /** Of `mcp`: the tools that may be called. */
  tools: z.optional(z.array(z.string())),
})
export type LiveSource = z.infer<typeof LiveSource>

/** What of Kubernetes may be read. Secrets are not among it. */
export const KubernetesResource = z.enum([
  'configmaps',
  'cronjobs',
  'daemonsets',
  'deployments',
  'endpointslices',
  'events',
  'horizontalpodautoscalers',
  'ingresses',
  'jobs',
  'limitranges',
  'namespaces',
  'networkpolicies',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'resourcequotas',
  'services',
  'statefulsets',
  'storageclasses',
])
export type KubernetesResource = z.infer<typeof KubernetesResource>

/** An expression on one line: `rate(http_requests_total[5m])`, `{app="shop"} |= "error"`. */
const Expression = z.string().check(z.minLength(1), z.maxLength(2000), z.regex(/^[^\r\n]*$/))
/** A name as Kubernetes has them, RFC 1123: no slash, no `..`, no `%`. */
const KubernetesName = z.string().check(z.maxLength(253), z.regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/))
const Limit = z.number().check(z.int(), z.gte(1), z.lte(5000))
/** Without them the last hour. */
const Range = { from: z.optional(Instant), to: z.optional(Instant) }

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
const PrometheusQuery = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('prometheus.query'), expression: Expression, at: z.optional(Instant) }),
  z.object({
    operation: z.literal('prometheus.query_range'),
    expression: Expression,
    ...Range,
    /** Without it, so that the range has some 240 samples. */
    stepSeconds: z.optional(z.number().check(z.gte(1), z.lte(86_400))),
  }),
  z.object({ operation: z.literal('prometheus.series'), match: Expression, ...Range }),
  z.object({
    operation: z.literal('prometheus.labels'),
    /** Its values; without it the names of all labels. */
    label: z.optional(z.string().check(z.maxLength(200), z.regex(/^[a-zA-Z_]\w*$/))),
    ...Range,
  }),
])
const LokiQuery = z.discriminatedUnion('operation', [
  z.object({
    operation: z.literal('loki.query_range'),
    expression: Expression,
    ...Range,
    limit: z.optional(Limit),
    /** Which are given where there are more than the limit. */
    order: z.optional(z.enum(['oldest', 'newest'])),
  }),
])
const ElasticsearchQuery = z.discriminatedUnion('operation', [
  z.object({
    operation: z.literal('elasticsearch.search'),
    /** One of the index patterns of the source; without it all of them. */
    index: z.optional(z.string().check(z.maxLength(200))),
    /** Words that all must be there; "a phrase", -without, prefix*. */
    text: z.optional(Expression),
    ...Range,
    limit: z.optional(Limit),
    order: z.optional(z.enum(['oldest', 'newest'])),
  }),
])
const KubernetesQuery = z.discriminatedUnion('operation', [
  z.object({
    operation: z.literal('kubernetes.list'),
    resource: KubernetesResource,
    /** Without it those of all namespaces. */
    namespace: z.optional(KubernetesName),
    labels: z.optional(z.string().check(z.maxLength(500), z.regex(/^[\w./=!,() -]*$/))),
  }),
  z.object({
    operation: z.literal('kubernetes.get'),
    resource: KubernetesResource,
    namespace: z.optional(KubernetesName),
    name: KubernetesName,
  }),
  z.object({
    operation: z.literal('kubernetes.logs'),
    namespace: KubernetesName,
    pod: KubernetesName,
    container: z.optional(KubernetesName),
    /** Of the container before its last restart. */
    previous: z.optional(z.boolean()),
    from: z.optional(Instant),
    lines: z.optional(Limit),
  }),
])
const McpQuery = z.discriminatedUnion('operation', [
  /** What the tools that may be called are for and which arguments they take, as their server says. */
  z.object({ operation: z.literal('mcp.tools') }),
  z.object({
    operation: z.literal('mcp.call'),
    tool: z.string().check(z.maxLength(64)),
    arguments: z.optional(z.record(z.string().check(z.maxLength(200)), z.unknown())),
  }),
])

/** The questions that may be put to a kind of live source. The path and the parameters of the request are made from them, never given. */
export const LIVE_QUERIES = {
  prometheus: PrometheusQuery,
  loki: LokiQuery,
  elasticsearch: ElasticsearchQuery,
  kubernetes: KubernetesQuery,
  mcp: McpQuery,
} as const satisfies Record<LiveSourceKind, z.ZodMiniType>

export const LiveQuery = z.discriminatedUnion('operation', [
  PrometheusQuery,
  LokiQuery,
  ElasticsearchQuery,
  KubernetesQuery,
  McpQuery,
])
export type LiveQuery = z.infer<typeof LiveQuery>

/** Where a source came from that was not uploaded: what was asked, when, and the reply as it came. */
export const LiveOrigin = z.object({
  /** Name of the live source. */
  source: z.string(),
  kind: LiveSourceKind,
  /** The request as it was sent, without address and credential. */
  query: z.string(),
  at: Instant,
  /** Of the reply as it came; the source's own hash is that of the text that was made of it for reading. */
  replySha256: z.string(),
  replyBytes: z.number(),
})
export type LiveOrigin = z.infer<typeof LiveOrigin>

export const LiveQueryRequest = z.object({
  caseId: Id,
  turnId: Id,
  /** Place of the query in its turn, from 0. */
  ordinal: z.number().check(z.int(), z.gte(0), z.lte(10_000)),
  source: z.string().check(z.maxLength(100)),
  query: LiveQuery,
})
