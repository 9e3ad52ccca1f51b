import { pointerOf, type TreeDocument, type TreeNode } from '@faultmaven/config'

export type Scalar = Extract<TreeNode, { kind: 'scalar' }>

/** A map of a document with what its surroundings say about it. */
export type MapSpot = {
  readonly entries: ReadonlyMap<string, TreeNode>
  readonly line: number
  readonly pointer: string
  /** Keys from the root, list indexes left out. */
  readonly keys: readonly string[]
  /** Name of the nearest object around it that has one. */
  readonly owner?: string
  /** Name of the whole object (`metadata.name`), when `owner` is a part of it. */
  readonly object?: string
  /** Its kind, where a document says so (`Deployment`), else the list it stands in (`nodes`). */
  readonly kind?: string
  /** Part of a specification: says what is wanted, not what is. */
  readonly isWish: boolean
  readonly document: TreeDocument
}

/** Bookkeeping and text copied from elsewhere, which says nothing of its own. */
const SKIPPED =
  /^(?:managedFields|ownerReferences|annotations|labels|Annotations|Labels|kubectl\.kubernetes\.io\/.*|resourceVersion|uid)$/
const WISHES = /^(?:spec|template|podTemplate|Pod Template|desiredState|settings|config|configuration|parameters)$/
const NAME_KEYS = [
  'name',
  'Name',
  'hostname',
  'host',
  'node',
  'nodename',
  'id',
  'Id',
  'ID',
  'unit',
  'job',
  'service',
  'instance',
  'pod',
  'container',
  'queue',
  'topic',
  'index',
  'alertname',
]
const MAX_MAPS = 60_000

/** All maps of a document, outer before inner. */
export function scanMaps(document: TreeDocument): MapSpot[] {
  const spots: MapSpot[] = []
  const context = { pointer: document.pointer, keys: [], isWish: false, document }
  descend(document.root, context, spots)
  return spots
}

type Context = Omit<MapSpot, 'entries' | 'line'>

function descend(node: TreeNode, context: Context, spots: MapSpot[]): void {
  if (spots.length >= MAX_MAPS) return
  if (node.kind === 'list') {
    node.items.forEach((item, index) => descend(item, { ...context, pointer: context.pointer + pointerOf([index]) }, spots))
  } else if (node.kind === 'map') {
    const here = { ...context, ...identityOf(node.entries, context) }
    spots.push({ ...here, entries: node.entries, line: node.line })
    const areNames = hasNamesForKeys(node.entries, here.keys.at(-1))
    for (const [key, child] of node.entries) {
      if (spots.length >= MAX_MAPS) return
      if (child.kind === 'scalar' || SKIPPED.test(key)) continue
      const isName = areNames && child.kind === 'map' && child.entries.size > 0
      descend(child, childContext(here, key, { siblings: node.entries, isName }), spots)
    }
  }
}

type Place = { readonly siblings: ReadonlyMap<string, TreeNode>; readonly isName: boolean }

function childContext(here: Context, key: string, { siblings, isName }: Place): Context {
  // Only beside a `status` is a `config` a wish; in a status page it is one more part of the state.
  const wishes = WISHES.test(key) && (key === 'spec' || /template/i.test(key) || siblings.has('status'))
  return {
    ...here,
    pointer: here.pointer + pointerOf([key]),
    keys: [...here.keys, key],
    isWish: key === 'status' ? false : here.isWish || wishes,
    ...(isPlural(key) ? { kind: key } : {}),
    ...(isName ? { owner: key } : {}),
  }
}

/** Lists of parts of one object keep the kind of that object. */
const isPlural = (key: string) =>
  /^[A-Za-z_]{3,30}s$/.test(key) &&
  !/status(?:es)?$|address$|ss$|conditions$|details$|items$|results$|metrics$|events$|parents$|checks$/i.test(key)

/** Of a map with more entries than these the first ones tell for all. */
const MAX_SIBLINGS = 5000

/**
 * `nodes: {n1: {…}, n2: {…}}`: the keys are names when all values are maps, under a plural or else of the same keys. Asked once a
 * map: asked for each entry, 20 000 sections took a minute.
 */
function hasNamesForKeys(entries: ReadonlyMap<string, TreeNode>, parent: string | undefined): boolean {
  const isListed = parent !== undefined && isPlural(parent)
  if (!isListed && entries.size < 2) return false
  let seen = 0
  let first: string | undefined
  for (const node of entries.values()) {
    if (node.kind !== 'map') return false
    first ??= signatureOf(node.entries)
    if (!isListed && signatureOf(node.entries) !== first) return false
    if ((seen += 1) >= MAX_SIBLINGS) break
  }
  return true
}

function signatureOf(entries: ReadonlyMap<string, TreeNode>): string {
  const keys: string[] = []
  for (const key of entries.keys()) if (keys.push(key) === 3) break
  return keys.join()
}

function identityOf(entries: ReadonlyMap<string, TreeNode>, context: Context): { owner?: string; kind?: string } {
  const metadata = entries.get('metadata')
  const kind = textAt(entries, 'kind')
  const object =
    metadata?.kind === 'map' ? textAt(metadata.entries, 'name') : context.keys.length === 0 ? textAt(entries, 'Name') : undefined
  const own = object ?? NAME_KEYS.map((key) => textAt(entries, key)).find((name) => name !== undefined)
  const owner = own !== undefined && own.length <= 120 && !/\s\S+\s/.test(own) ? own : context.owner
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(kind === undefined ? {} : { kind }),
    ...(object === undefined ? {} : { object }),
  }
}

/** The scalar under one of the keys, compared without case, spaces and underscores. */
export function scalarAt(entries: ReadonlyMap<string, TreeNode>, ...keys: readonly string[]): Scalar | undefined {
  for (const key of keys) {
    const exact = entries.get(key)
    if (exact?.kind === 'scalar') return exact
  }
  const folded = foldedOf(entries)
  for (const key of keys) {
    const found = folded.get(fold(key))
    if (found) return found
  }
  return undefined
}

const fold = (key: string) => key.replace(/[\s_-]/g, '').toLowerCase()

/** A map of more entries is a table, no object: behind these a key is only found as it is written. */
const MAX_FOLDED = 10_000

/** Folding all keys for each question made a map of 100 000 entries take minutes: remembered for as long as the map lives. */
const foldedMaps = new WeakMap<ReadonlyMap<string, TreeNode>, ReadonlyMap<string, Scalar>>()

function foldedOf(entries: ReadonlyMap<string, TreeNode>): ReadonlyMap<string, Scalar> {
  const known = foldedMaps.get(entries)
  if (known) return known
  const folded = new Map<string, Scalar>()
  let seen = 0
  for (const [key, node] of entries) {
    if ((seen += 1) > MAX_FOLDED) break
    const folding = fold(key)
    if (node.kind === 'scalar' && !folded.has(folding)) folded.set(folding, node)
  }
  foldedMaps.set(entries, folded)
  return folded
}

/** The text under one of the keys; undefined when it is empty or no text. */
export function textAt(entries: ReadonlyMap<string, TreeNode>, ...keys: readonly string[]): string | undefined {
  const node = scalarAt(entries, ...keys)
  return typeof node?.value === 'string' && node.value !== '' && node.value !== '<none>' ? node.value : undefined
}

/** The map at the end of a way of keys. */
export function mapAt(node: TreeNode | undefined, ...keys: readonly string[]): ReadonlyMap<string, TreeNode> | undefined {
  let here = node
  for (const key of keys) here = here?.kind === 'map' ? here.entries.get(key) : undefined
  return here?.kind === 'map' ? here.entries : undefined
}

/** `Deployment checkout`, `node n3`, or what is known of it. */
export function subjectOf({ kind, owner, keys }: Pick<MapSpot, 'kind' | 'owner' | 'keys'>): string {
  const singular = kind?.replace(/([^s])s$/, '$1').replaceAll('_', ' ')
  if (singular && owner) return owner.toLowerCase().startsWith(`${singular.toLowerCase()} `) ? owner : `${singular} ${owner}`
  return owner ?? singular ?? keys.at(-1)?.replaceAll('_', ' ') ?? 'The object'
}

/** Pointer of an entry of a map, or of one further in. */
export function pointerTo(spot: Pick<MapSpot, 'pointer'>, ...keys: readonly (string | number)[]): string {
  return spot.pointer + pointerOf(keys)
}
