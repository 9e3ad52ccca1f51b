import type { TreeDocument, TreeNode } from '@faultmaven/config'
import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { nearestName } from './references-distance.ts'
import { remembered } from './references-labels.ts'
import { draftOf, plainFault, resourceOf } from './structure-draft.ts'
import { pointerTo, scanMaps, subjectOf, textAt, type MapSpot } from './structure-scan.ts'

/** Plural key → the names that its list or map defines. */
type Definitions = ReadonlyMap<string, ReadonlySet<string>>
const MAX_USES = 5000

type Use = {
  readonly spot: MapSpot
  readonly key: string
  readonly plural: string
  readonly name: string
  readonly node: TreeNode
  readonly pointer: string
}

/**
 * Names that one part of a document uses for another and that the document does not define: a list or map under `pools` defines
 * names, and `pool: x`, `pool_name: x` or `depends_on: [x]` use them. Told only where other uses of the same key are defined, or where the
 * name is one or two letters off: else the key may mean something outside.
 */
export function danglingWithinDocuments(sources: readonly ExaminedSource[]): DraftFinding[] {
  return sources.flatMap((source) => source.trees.flatMap((tree) => danglingIn(tree, source.name)))
}

function danglingIn(tree: TreeDocument, sourceName: string): DraftFinding[] {
  const spots = scanMaps(tree)
  const definitions = definitionsOf(spots)
  if (definitions.size === 0) return []
  const uses = spots.flatMap((spot) => usesOf(spot, definitions)).slice(0, MAX_USES)
  const resolved = new Set(uses.filter((use) => definitions.get(use.plural)?.has(use.name)).map((use) => use.key))
  return uses.flatMap((use) => {
    const names = definitions.get(use.plural) ?? new Set<string>()
    if (names.has(use.name)) return []
    const near = nearestName(use.name, names)
    if (near === undefined && !resolved.has(use.key)) return []
    return [finding(use, { near, names, sourceName })]
  })
}

function definitionsOf(spots: readonly MapSpot[]): Definitions {
  const definitions = new Map<string, Set<string>>()
  for (const { entries } of spots) {
    for (const [key, node] of entries) {
      const names = /^[A-Za-z_-]{3,30}s$/.test(key) ? namesIn(node) : []
      if (names.length < 2) continue
      const known = remembered(definitions, key.toLowerCase(), () => new Set())
      for (const name of names) known.add(name)
    }
  }
  return definitions
}

/** Names of a list of maps that all have one, or the keys of a map of maps. */
function namesIn(node: TreeNode): string[] {
  if (node.kind === 'map') {
    const isNamed =
      node.entries.size > 0 &&
      [...node.entries.values()].every((value) => value.kind === 'map' || (value.kind === 'scalar' && value.value === null))
    return isNamed ? [...node.entries.keys()] : []
  }
  if (node.kind !== 'list') return []
  const names = node.items.map((item) => (item.kind === 'map' ? (textAt(item.entries, 'name', 'id') ?? '') : ''))
  return names.every((name) => name !== '') ? names : []
}

const COMPOSE = new Map([['depends_on', 'services']])

function usesOf(spot: MapSpot, definitions: Definitions): Use[] {
  return [...spot.entries].flatMap(([key, node]) => {
    const stem = key
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replace(/_(?:name|id|ref)$/, '')
    const plural =
      COMPOSE.get(stem) ??
      [`${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies')].find((one) => definitions.has(one)) ??
      (definitions.has(stem) ? stem : undefined)
    if (plural === undefined || !definitions.has(plural)) return []
    return valuesOf(node, pointerTo(spot, key)).map((value) => ({ spot, key, plural, ...value }))
  })
}

function valuesOf(node: TreeNode, pointer: string): { name: string; node: TreeNode; pointer: string }[] {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' && /^[\w./-]{2,80}$/.test(node.value) ? [{ name: node.value, node, pointer }] : []
  if (node.kind !== 'list') return []
  return node.items.flatMap((item, index) =>
    item.kind === 'scalar' && typeof item.value === 'string' && /^[\w.-]{2,80}$/.test(item.value)
      ? [{ name: item.value, node: item, pointer: `${pointer}/${index}` }]
      : [],
  )
}

function firstOf(names: ReadonlySet<string>, count: number): string[] {
  const first: string[] = []
  for (const name of names) if (first.push(name) >= count) break
  return first
}

function finding(
  use: Use,
  { near, names, sourceName }: { near: string | undefined; names: ReadonlySet<string>; sourceName: string },
): DraftFinding {
  const known = firstOf(names, 4).join(', ')
  return draftOf({
    sourceName,
    kind: 'reference',
    check: 'dangling-references',
    title: `${subjectOf(use.spot)}: ${use.key} “${use.name}” is not among the ${use.plural} defined${near === undefined ? ` (${known})` : `; there is “${near}”`}`,
    score: near === undefined ? 0.46 : 0.66,
    severity: 'error',
    proofs: [{ pointer: use.pointer, node: use.node }],
    entities: [use.name, use.spot.owner],
    fault: plainFault(resourceOf(`${use.plural} config`), 'not-found', { entity: use.name }),
    details: [near === undefined ? '' : `“${near}” is spelt alike`, `defined: ${known}`],
  })
}
