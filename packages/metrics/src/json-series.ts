import type { TreeDocument, TreeNode } from '@faultmaven/config'
import { microseconds, type Microseconds } from '@faultmaven/signals'
import { asWritten, createCollector, type SeriesIdentity } from './collector.ts'
import type { MetricSeries } from './series.ts'
import { isTimeName, parseTime } from './time.ts'

type MapNode = Extract<TreeNode, { kind: 'map' }>
type ListNode = Extract<TreeNode, { kind: 'list' }>
type Collector = ReturnType<typeof createCollector>
/** What the way down to a node says about series below it. */
type Context = { readonly identity: SeriesIdentity; readonly times: readonly Microseconds[]; readonly key: string }

/** So few points are no series. */
const MIN_POINTS = 2

/**
 * Series anywhere in a tree, in four shapes: a list of times beside lists of numbers of the same length (CloudWatch; the list of
 * times may stand further up); a list of `[time, value]` pairs (Prometheus, Datadog); a list of maps with a time and numbers
 * (data points); a single `value: [time, number]`. A series is named by the nearest `metric`, `name`, `label`, … or its own key;
 * string fields of `metric`, `labels`, `dimensions` and the like become attributes.
 */
export function readJsonSeries(document: TreeDocument): MetricSeries[] {
  const collector = createCollector()
  visit(document.root, { identity: { name: '', attributes: {} }, times: [], key: '' }, collector)
  return collector.series()
}

function visit(node: TreeNode, context: Context, collector: Collector): void {
  if (node.kind === 'list') visitList(node, context, collector)
  else if (node.kind === 'map') visitMap(node, context, collector)
}

function visitMap(node: MapNode, outer: Context, collector: Collector): void {
  const times = timesOf(node)
  const context: Context = { identity: identify(node, outer), times: times.length > 0 ? times : outer.times, key: outer.key }
  for (const [key, child] of node.entries) {
    if (child.kind === 'scalar' || isTimeName(key)) continue
    if (child.kind === 'list' && addParallel(child, key, context, collector)) continue
    if (child.kind === 'list' && addInstant(child, key, context, collector)) continue
    visit(child, { ...context, key }, collector)
  }
}

function visitList(node: ListNode, context: Context, collector: Collector): void {
  if (addPairs(node, context, collector) || addPoints(node, context, collector)) return
  for (const item of node.items) visit(item, context, collector)
}

/** Times of the list among the entries of a map that is one. */
function timesOf(node: MapNode): Microseconds[] {
  for (const [key, child] of node.entries) {
    if (child.kind !== 'list' || child.items.length < MIN_POINTS || !isTimeName(key)) continue
    const times = child.items.map((item) => parseTime(item.kind === 'scalar' ? item.value : undefined))
    if (times.every((time) => time !== undefined)) return times
  }
  return []
}

function addParallel(list: ListNode, key: string, { identity, times, key: parentKey }: Context, collector: Collector): boolean {
  if (times.length === 0 || list.items.length !== times.length) return false
  const values = list.items.map(numberOf)
  if (values.filter((value) => value !== undefined).length < Math.max(MIN_POINTS, times.length * 0.5)) return false
  const named = nameSeries(identity, key, parentKey)
  times.forEach((time, index) =>
    addSample(collector, named, { time, node: list.items[index], line: list.items[index]?.line ?? list.line }),
  )
  return true
}

/** `"value": [1735689600, "0.93"]`, as an instant query of Prometheus answers. */
function addInstant(list: ListNode, key: string, { identity, key: parentKey }: Context, collector: Collector): boolean {
  const [first, second] = list.items
  if (list.items.length !== 2 || !/^value$/i.test(key) || first?.kind !== 'scalar' || !second) return false
  const time = parseTime(first.value)
  if (time === undefined) return false
  addSample(collector, nameSeries(identity, key, parentKey), { time, node: second, line: second.line })
  return true
}

function addPairs(list: ListNode, { identity, key }: Context, collector: Collector): boolean {
  if (list.items.length < MIN_POINTS) return false
  const read = list.items.map(pairOf)
  // The last pair of a document that was cut is half a pair.
  const points = read.at(-1) === undefined && read.length > MIN_POINTS ? read.slice(0, -1) : read
  if (!points.every((point) => point !== undefined)) return false
  for (const point of points) addSample(collector, nameSeries(identity, key), point)
  return true
}

type Point = { readonly time: Microseconds; readonly node: TreeNode | undefined; readonly line: number }

function pairOf(node: TreeNode): Point | undefined {
  if (node.kind !== 'list' || node.items.length !== 2) return undefined
  const [first, second] = node.items
  const [a, b] = [first, second].map((item) => (item?.kind === 'scalar' ? parseTime(item.value) : undefined))
  // Graphite writes [value, time], everybody else [time, value].
  if (a !== undefined && second) return { time: a, node: second, line: second.line }
  return b !== undefined && first ? { time: b, node: first, line: first.line } : undefined
}

function addPoints(list: ListNode, context: Context, collector: Collector): boolean {
  const maps = list.items.filter((item): item is MapNode => item.kind === 'map')
  if (maps.length < MIN_POINTS || maps.length < list.items.length || maps.some(isRecord)) return false
  const timeKey = [...(maps[0]?.entries.keys() ?? [])].find(
    (key) => isTimeName(key) && maps.every((map) => timeAt(map, key) !== undefined),
  )
  if (timeKey === undefined) return false
  const identities = maps.map((map) => identify(map, context))
  let added = false
  maps.forEach((map, index) => {
    for (const [key, child] of map.entries) {
      if (key === timeKey || isTimeName(key) || child.kind !== 'scalar' || typeof child.value !== 'number') continue
      if (/(?:^|_)id$|Id$|^port$|^pid$/.test(key)) continue
      const identity = identities[index] ?? context.identity
      addSample(collector, nameSeries(identity, /^(?:value|v|y|avg|average)$/i.test(key) ? context.key : key), {
        time: timeAt(map, timeKey) ?? microseconds(0),
        node: child,
        line: child.line,
      })
      added = true
    }
  })
  return added
}

/** Entries of a log or a list of events carry a message; their numbers are fields, not samples. */
const isRecord = (map: MapNode) =>
  [...map.entries.keys()].some((key) => /^(?:message|msg|log|body|event|reason|description|title|span_?id|trace_?id)$/i.test(key))

function timeAt(map: MapNode, key: string): Microseconds | undefined {
  const node = map.entries.get(key)
  return node?.kind === 'scalar' ? parseTime(node.value) : undefined
}

function numberOf(node: TreeNode | undefined): number | undefined {
  if (node?.kind !== 'scalar') return undefined
  if (typeof node.value === 'number') return node.value
  return typeof node.value === 'string' && /^[+-]?\d[\d.]*(?:[eE][+-]?\d+)?$/.test(node.value) ? Number(node.value) : undefined
}

function addSample(collector: Collector, identity: SeriesIdentity, { time, node, line }: Point): void {
  const value = numberOf(node)
  if (node?.kind !== 'scalar' || value === undefined) return
  collector.add(identity, { time, value, line, ...asWritten(value, node.text ?? String(node.value)) })
}

const NAME_KEYS = [
  'metric_name',
  'MetricName',
  'metricName',
  '__name__',
  'metric',
  'label',
  'Label',
  'series',
  'name',
  'Name',
  'title',
  'target',
  'id',
  'Id',
]
const ATTRIBUTE_KEYS = /^(?:metric|labels|tags|dimensions|attributes|tag_set|groupTags)$/i

function identify(node: MapNode, { identity }: Context): SeriesIdentity {
  let { name, heading } = identity
  for (const key of NAME_KEYS) {
    const child = node.entries.get(key)
    const named = child?.kind === 'map' ? child.entries.get('__name__') : child
    if (named?.kind !== 'scalar' || typeof named.value !== 'string') continue
    name = named.value.slice(0, 200)
    heading = { line: named.line, text: name }
    break
  }
  const own = [...node.entries].filter(([key]) => ATTRIBUTE_KEYS.test(key)).flatMap(([, child]) => attributesOf(child))
  const attributes = Object.fromEntries([...Object.entries(identity.attributes), ...own])
  const unit = textAt(node, 'unit') ?? textAt(node, 'Unit') ?? textAt(node, 'units') ?? identity.unit
  return { name, ...(unit !== undefined && { unit }), ...(heading && { heading }), attributes }
}

function textAt(node: MapNode, key: string): string | undefined {
  const child = node.entries.get(key)
  return child?.kind === 'scalar' && typeof child.value === 'string' && child.value !== '' ? child.value : undefined
}

/** `{pod: 'a'}`, `[{Name: 'Host', Value: 'a'}]` and `['pod:a']` say the same. */
function attributesOf(node: TreeNode): [string, string][] {
  const pairs: [string, string][] = []
  if (node.kind === 'map') {
    for (const [key, child] of node.entries)
      if (child.kind === 'scalar' && key !== '__name__') pairs.push([key, String(child.value)])
  } else if (node.kind === 'list') {
    for (const item of node.items.slice(0, 50)) {
      const colon = item.kind === 'scalar' ? String(item.value).indexOf(':') : -1
      if (item.kind === 'map')
        pairs.push([textAt(item, 'Name') ?? textAt(item, 'name') ?? '', textAt(item, 'Value') ?? textAt(item, 'value') ?? ''])
      else if (item.kind === 'scalar' && colon > 0)
        pairs.push([String(item.value).slice(0, colon), String(item.value).slice(colon + 1)])
    }
  }
  return pairs.filter(([key]) => key !== '')
}

/** The key joins the name only where it says more than "these are the values". */
function nameSeries(identity: SeriesIdentity, key: string, parentKey = ''): SeriesIdentity {
  const isPlain =
    /^(?:values?|datapoints|data|points?|pointlist|samples|result|results|metrics|series|items|v|y|avg|average|maximum|minimum|sum)$/i.test(
      key,
    )
  if (identity.name === '') return { ...identity, name: (isPlain && parentKey) || key || 'value' }
  return isPlain ? identity : { ...identity, name: identity.name.includes(key) ? identity.name : `${identity.name} ${key}` }
}
