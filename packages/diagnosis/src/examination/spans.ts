import { type TreeDocument, type TreeNode, walkTree } from '@faultmaven/config'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'

type Span = {
  readonly id: string
  readonly parentId?: string
  readonly name: string
  readonly service?: string
  readonly ms: number
  readonly failed: boolean
  readonly statement?: string
  readonly line: number
  readonly pointer: string
}

/** A child that takes at least this part of its parent's time is where the time goes. */
const DOMINANT = 0.5
const MAX_DEPTH = 50
const SLOW_MS = 1000
const MAX_ERRORS = 5

/**
 * Where the time of the slowest requests goes and where errors begin, in span documents of any shape that has ids, parents and
 * durations (OTLP JSON, Jaeger, Zipkin). The way follows the child that takes most of its parent's time.
 */
export function examineSpans(trees: readonly TreeDocument[], sourceName: string): DraftFinding[] {
  const spans = trees.flatMap(spansIn)
  if (spans.length < 2) return []
  const children = new Map<string, Span[]>()
  for (const span of spans) children.set(span.parentId ?? '', [...(children.get(span.parentId ?? '') ?? []), span])
  const ids = new Set(spans.map((span) => span.id))
  const roots = spans.filter((span) => span.parentId === undefined || !ids.has(span.parentId)).toSorted((a, b) => b.ms - a.ms)
  return [
    ...roots.slice(0, 2).flatMap((root) => bottleneck(root, children, sourceName)),
    ...errorOrigins(spans, children, sourceName),
  ]
}

function bottleneck(root: Span, children: ReadonlyMap<string, readonly Span[]>, sourceName: string): DraftFinding[] {
  const way = [root]
  for (let span: Span | undefined = root; span && way.length < MAX_DEPTH;) {
    const next: Span | undefined = (children.get(span.id) ?? []).toSorted((a, b) => b.ms - a.ms)[0]
    span = next && next.ms >= span.ms * DOMINANT ? next : undefined
    if (span) way.push(span)
  }
  const last = way.at(-1)
  if (!last || last === root) return []
  const share = Math.round((100 * last.ms) / Math.max(root.ms, 0.001))
  const resource =
    last.statement !== undefined || /\b(?:select|insert|update|delete|query|sql|db|redis|mongo)\b/i.test(last.name)
      ? 'query'
      : 'process'
  return [
    spanFinding(last, sourceName, {
      title: `${nameOf(last)} takes ${formatMs(last.ms)} of the ${formatMs(root.ms)} of ${nameOf(root)} (${share}%)`,
      score: root.ms >= SLOW_MS ? 0.7 : 0.45,
      mechanism: `${resource}/slow`,
      details: [
        last.statement === undefined ? '' : clip(last.statement, 160),
        way.length > 2 ? `way: ${way.map((span) => span.name).join(' > ')}` : '',
      ],
      places: [last, way.at(-2) ?? root],
    }),
  ]
}

/** Failed spans without a failed child: the error did not come from below. */
function errorOrigins(
  spans: readonly Span[],
  children: ReadonlyMap<string, readonly Span[]>,
  sourceName: string,
): DraftFinding[] {
  const origins = spans.filter((span) => span.failed && !(children.get(span.id) ?? []).some((child) => child.failed))
  return origins.slice(0, MAX_ERRORS).map((span) =>
    spanFinding(span, sourceName, {
      title: `The error begins in ${nameOf(span)}`,
      score: 0.55,
      mechanism: 'process/failed',
      details: [],
      places: [span],
    }),
  )
}

function spanFinding(
  span: Span,
  sourceName: string,
  {
    title,
    score,
    mechanism,
    details,
    places,
  }: { title: string; score: number; mechanism: string; details: string[]; places: readonly Span[] },
): DraftFinding {
  const [resource = '', mode = ''] = mechanism.split('/')
  return {
    sourceName,
    kind: 'state',
    check: 'spans',
    title,
    score,
    count: 1,
    entities: [span.name, ...(span.service === undefined ? [] : [span.service])],
    fault: {
      resource,
      mode,
      mechanism,
      entity: nameOf(span),
      magnitude: { value: Math.round(span.ms), unit: 'ms' },
      blames: 'callee',
      vocabulary: [],
    },
    details: details.filter((detail) => detail !== ''),
    places: places.map(({ line, pointer }) => ({ line, pointer })),
    predicates: places.map(({ name, pointer }) => ({ name: 'configured', pointer, comparison: '=', value: name })),
  }
}

function spansIn(tree: TreeDocument): Span[] {
  let service: string | undefined
  return [...walkTree(tree)].flatMap(({ node, pointer }) => {
    if (node.kind !== 'map') return []
    service = serviceOf(node.entries) ?? service
    const span = spanOf(node.entries, pointer, service)
    return span ? [span] : []
  })
}

function spanOf(entries: ReadonlyMap<string, TreeNode>, pointer: string, service: string | undefined): Span | undefined {
  const id =
    text(entries, 'spanId', 'spanID', 'span_id') ??
    (text(entries, 'traceId', 'traceID', 'trace_id') === undefined ? undefined : text(entries, 'id'))
  const key = ['name', 'operationName', 'operation', 'operation_name'].find((name) => text(entries, name) !== undefined)
  const ms = durationOf(entries)
  const node = key === undefined ? undefined : entries.get(key)
  if (id === undefined || key === undefined || node === undefined || ms === undefined) return undefined
  const parentId =
    text(entries, 'parentSpanId', 'parentSpanID', 'parentId', 'parent_id', 'parent_span_id') ?? referenceOf(entries)
  const attributes = attributesOf(entries)
  const statement = attributes.get('db.statement') ?? attributes.get('db.query.text') ?? attributes.get('sql')
  const own = text(entries, 'service', 'serviceName', 'service_name') ?? attributes.get('service.name') ?? service
  return {
    id,
    ...(parentId !== undefined && parentId !== '' && { parentId }),
    name: text(entries, key) ?? '',
    ...(own !== undefined && { service: own }),
    ms,
    failed: isFailed(entries, attributes),
    ...(statement !== undefined && { statement }),
    line: node.line,
    pointer: `${pointer}/${key}`,
  }
}

function durationOf(entries: ReadonlyMap<string, TreeNode>): number | undefined {
  const start = number(entries, 'startTimeUnixNano')
  const end = number(entries, 'endTimeUnixNano')
  if (start !== undefined && end !== undefined) return (end - start) / 1e6
  const milliseconds = number(entries, 'duration_ms', 'durationMs', 'duration_millis', 'elapsed_ms')
  if (milliseconds !== undefined) return milliseconds
  // Jaeger and Zipkin count microseconds.
  const duration = number(entries, 'duration')
  return duration === undefined ? undefined : duration / 1000
}

function isFailed(entries: ReadonlyMap<string, TreeNode>, attributes: ReadonlyMap<string, string>): boolean {
  const status = entries.get('status')
  const code =
    status?.kind === 'map'
      ? (text(status.entries, 'code') ?? String(number(status.entries, 'code') ?? ''))
      : (text(entries, 'status') ?? '')
  return /^(?:2|error|STATUS_CODE_ERROR)$/i.test(code) || /^true$/i.test(attributes.get('error') ?? '')
}

/** OTLP and Jaeger list attributes as `{key, value}`; others write a map. */
function attributesOf(entries: ReadonlyMap<string, TreeNode>): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of ['attributes', 'tags']) {
    const node = entries.get(name)
    if (node?.kind === 'map')
      for (const [key, value] of node.entries) if (value.kind === 'scalar') found.set(key, String(value.value))
    if (node?.kind !== 'list') continue
    for (const item of node.items) {
      if (item.kind !== 'map') continue
      const key = text(item.entries, 'key')
      const value = item.entries.get('value')
      const inner = value?.kind === 'map' ? [...value.entries.values()][0] : value
      if (key !== undefined && inner?.kind === 'scalar') found.set(key, String(inner.value))
    }
  }
  return found
}

function serviceOf(entries: ReadonlyMap<string, TreeNode>): string | undefined {
  const resource = entries.get('resource')
  return resource?.kind === 'map' ? attributesOf(resource.entries).get('service.name') : undefined
}

function referenceOf(entries: ReadonlyMap<string, TreeNode>): string | undefined {
  const references = entries.get('references')
  const first = references?.kind === 'list' ? references.items[0] : undefined
  return first?.kind === 'map' ? text(first.entries, 'spanID', 'spanId') : undefined
}

function text(entries: ReadonlyMap<string, TreeNode>, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const node = entries.get(key)
    if (node?.kind === 'scalar' && typeof node.value === 'string') return node.value
  }
  return undefined
}

/** Nanoseconds come as text in OTLP JSON: they do not fit a double exactly, but a difference of them does well enough. */
function number(entries: ReadonlyMap<string, TreeNode>, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const node = entries.get(key)
    const value =
      node?.kind === 'scalar' && node.value !== '' && typeof node.value !== 'boolean' && node.value !== null
        ? Number(node.value)
        : Number.NaN
    if (Number.isFinite(value)) return value
  }
  return undefined
}

function nameOf({ name, service }: Span): string {
  return service === undefined || name.includes(service) ? name : `${name} (${service})`
}

function formatMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`
}
