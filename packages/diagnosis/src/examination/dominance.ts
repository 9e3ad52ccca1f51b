import { pointerOf, type TreeDocument, type TreeNode, walkTree } from '@faultmaven/config'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { splitIdentifier } from '../grammar/split-identifiers.ts'

/** Words of measures by which things are ranked in lists of the greatest. */
const MEASURE = /value|load|time|duration|cpu|count|calls|bytes|rows|connections|requests|usage|total|size|percent|share/i
const LABELS = [
  'statement',
  'sql',
  'query',
  'command',
  'name',
  'id',
  'host',
  'user',
  'process',
  'label',
  'key',
  'path',
  'endpoint',
  'topic',
  'Keys',
  'keys',
  'partition',
  'tenant',
  'shard',
]
const LEADING_SHARE = 0.4
const SECOND_SHARE = 0.25
const SCORE = 0.35
const MIN_ITEMS = 3
/** Of two things one has to take this much, to be worth a word. */
const SHARE_OF_TWO = 0.8
const HOT_SHARE = 0.8

type Item = {
  readonly key: string
  readonly label: string
  readonly value: number
  readonly line: number
  readonly pointer: string
}

/**
 * Who makes the load: in a list of things with the same measure (top statements, users, hosts, consumers) the one or two that take
 * most of it. No fault by itself, but what stands behind a saturated resource.
 */
export function examineDominance(trees: readonly TreeDocument[], sourceName: string): DraftFinding[] {
  const findings: DraftFinding[] = []
  for (const tree of trees) {
    for (const { node, pointer, path } of walkTree(tree)) {
      if (node.kind === 'list') findings.push(...dominanceIn(node.items, pointer, String(path.at(-1) ?? 'list'), sourceName))
    }
  }
  return findings
}

function dominanceIn(items: readonly TreeNode[], pointer: string, listName: string, sourceName: string): DraftFinding[] {
  if (items.length < 2 || items.length > 500) return []
  const measure = commonMeasure(items)
  const ranked =
    measure === undefined
      ? []
      : items
          .flatMap((item, index) => itemOf(item, measure, `${pointer}${pointerOf([index])}`))
          .toSorted((a, b) => b.value - a.value)
  const total = ranked.reduce((sum, { value }) => sum + value, 0)
  const first = ranked[0]
  if (measure === undefined || !first || ranked.length < items.length) return []
  if (first.value / total < (items.length < MIN_ITEMS ? SHARE_OF_TWO : LEADING_SHARE)) return []
  const leaders = ranked.slice(0, 2).filter(({ value }, index) => value / total >= (index === 0 ? LEADING_SHARE : SECOND_SHARE))
  const parts = leaders.map(({ label, value }) => `“${shortLabel(label)}” takes ${Math.round((100 * value) / total)}%`)
  const isHot = first.value >= total * HOT_SHARE && /^(?:keys?|partition|tenant|shard)$/i.test(first.key)
  if (isHot) return [hotKey(first, { share: first.value / total, measure, listName, sourceName })]
  const resource = /^\s*(?:select|insert|update|delete|copy|with|merge|call)\b/i.test(first.label) ? 'query' : 'process'
  return [
    {
      sourceName,
      kind: 'state',
      check: 'dominant-load',
      title: `${splitIdentifier(listName)} by ${splitIdentifier(measure)}: ${parts.join(', ')}`,
      score: SCORE,
      count: 1,
      entities: leaders.map(({ label }) => shortLabel(label)),
      fault: {
        resource,
        mode: 'overloaded',
        mechanism: `${resource}/overloaded`,
        cause: clip(first.label, 160),
        blames: 'caller',
        vocabulary: [],
      },
      details: [],
      places: leaders.map(({ line, pointer: at }) => ({ line, pointer: at })),
      predicates: leaders.map(({ label, pointer: at }) => ({ name: 'configured', pointer: at, comparison: '=', value: label })),
    },
  ]
}

type Hot = { readonly share: number; readonly measure: string; readonly listName: string; readonly sourceName: string }

/**
 * Stores that part their data by key have a limit for each part: one key with almost all of the load reaches it alone.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
function hotKey({ label, line, pointer }: Item, { share, measure, listName, sourceName }: Hot): DraftFinding {
  return {
    sourceName,
    kind: 'state',
    check: 'dominant-load',
    title: `Hot key: “${clip(label, 70)}” alone makes ${(100 * share).toFixed(share > 0.995 ? 2 : 0)}% of ${splitIdentifier(listName)} by ${splitIdentifier(measure)}`,
    score: 0.64,
    severity: 'error',
    count: 1,
    entities: [label],
    fault: { resource: 'shard', mode: 'hot', mechanism: 'shard/hot', entity: clip(label, 120), blames: 'caller', vocabulary: [] },
    details: [],
    places: [{ line, pointer }],
    predicates: [{ name: 'configured', pointer, comparison: '=', value: label }],
  }
}

/** A statement by its verb and table: "INSERT public.audit_log". Other labels are only cut. */
function shortLabel(label: string): string {
  const statement = /^\s*(select|insert|update|delete|copy|merge|call|with)\b/i.exec(label)
  const table = statement ? /\b(?:from|into|update|copy|merge into|call)\s+(["`\w.]{1,80})/i.exec(label) : undefined
  return statement && table ? `${statement[1]?.toUpperCase()} ${table[1]}` : clip(label, 70)
}

/** The first numeric field with the name of a measure that every item has. */
function commonMeasure(items: readonly TreeNode[]): string | undefined {
  const first = items[0]
  if (first?.kind !== 'map') return undefined
  return [...first.entries.keys()].find((key) => MEASURE.test(key) && items.every((item) => numberAt(item, key) !== undefined))
}

function itemOf(item: TreeNode, measure: string, pointer: string): Item[] {
  const value = numberAt(item, measure)
  if (item.kind !== 'map' || value === undefined || value < 0) return []
  for (const key of LABELS) {
    const node = item.entries.get(key)
    const at = node?.kind === 'list' ? node.items[0] : node
    const step = node?.kind === 'list' ? [key, 0] : [key]
    if (at?.kind === 'scalar' && typeof at.value === 'string')
      return [{ key, label: at.value, value, line: at.line, pointer: `${pointer}${pointerOf(step)}` }]
  }
  return []
}

function numberAt(item: TreeNode, key: string): number | undefined {
  const node = item.kind === 'map' ? item.entries.get(key) : undefined
  return node?.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value) ? node.value : undefined
}
