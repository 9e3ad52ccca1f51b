import { pointerOf, type TreeDocument, type TreeNode } from '@faultmaven/config'
import type { ExaminedSource } from '../draft.ts'
import { mapAt, textAt } from './structure-scan.ts'

/** An object of the evidence that has a kind and a name: a manifest, an item of a list, a described object. */
export type NamedObject = {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly root: Extract<TreeNode, { kind: 'map' }>
  readonly pointer: string
  readonly sourceName: string
  /** Labels that its pods have or will have; empty for what makes no pods. */
  readonly podLabels: ReadonlyMap<string, string>
}

/** More objects than these are not checked against each other. */
const MAX_OBJECTS = 3000

/** Objects of all sources, in order, the first 3000. `PodList` and the like give their items a kind. */
export function collectObjects(sources: readonly ExaminedSource[]): NamedObject[] {
  const objects: NamedObject[] = []
  for (const source of sources) {
    for (const tree of source.trees) if (objects.length < MAX_OBJECTS) collect(tree, source.name, objects)
  }
  return objects
}

function collect(tree: TreeDocument, sourceName: string, objects: NamedObject[]): void {
  add(tree.root, { pointer: tree.pointer, sourceName }, objects)
  if (tree.root.kind !== 'map') return
  const items = tree.root.entries.get('items')
  const listKind = textAt(tree.root.entries, 'kind')?.replace(/List$/, '')
  if (items?.kind !== 'list') return
  items.items.forEach((item, index) =>
    add(
      item,
      { pointer: `${tree.pointer}/items/${index}`, sourceName, ...(listKind === undefined ? {} : { fallback: listKind }) },
      objects,
    ),
  )
}

type Origin = { readonly pointer: string; readonly sourceName: string; readonly fallback?: string }

function add(root: TreeNode, { pointer, sourceName, fallback }: Origin, objects: NamedObject[]): void {
  if (root.kind !== 'map' || objects.length >= MAX_OBJECTS) return
  const metadata = mapAt(root, 'metadata')
  const name = metadata ? textAt(metadata, 'name') : undefined
  const kind = textAt(root.entries, 'kind') ?? fallback
  if (name === undefined || kind === undefined || kind === '') return
  const namespace = metadata ? textAt(metadata, 'namespace') : undefined
  objects.push({
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    root,
    pointer,
    sourceName,
    podLabels: podLabelsOf(kind, root),
  })
}

/** A node further in, with its pointer. */
export type Found = { readonly node: TreeNode; readonly pointer: string; readonly path: readonly (string | number)[] }

/** The node at the end of a way of keys and indexes, if there is one. */
export function nodeAt(object: NamedObject, ...path: readonly (string | number)[]): Found | undefined {
  let node: TreeNode | undefined = object.root
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))
    else node = node?.kind === 'list' ? node.items[Number(step)] : undefined
  }
  return node && { node, pointer: object.pointer + pointerOf(path), path }
}

/** The scalar text there. */
export function textOf(found: Found | TreeNode | undefined): string | undefined {
  const node = found && 'node' in found ? found.node : found
  return node?.kind === 'scalar' && node.value !== null && node.value !== '' ? String(node.value) : undefined
}

/** Every node below, with its pointer. */
export function* everyNode(object: NamedObject, ...from: readonly (string | number)[]): Generator<Found> {
  const start = nodeAt(object, ...from)
  if (start) yield* below(start)
}

function* below(found: Found): Generator<Found> {
  yield found
  const { node } = found
  const children = node.kind === 'map' ? node.entries : node.kind === 'list' ? node.items.entries() : []
  for (const [key, child] of children)
    yield* below({ node: child, pointer: found.pointer + pointerOf([key]), path: [...found.path, key] })
}

/** Where the pod's specification stands in objects that make pods. */
export function podSpecPath({ kind }: Pick<NamedObject, 'kind'>): readonly string[] | undefined {
  if (kind === 'Pod') return ['spec']
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec']
  return /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|ReplicationController|Rollout)$/.test(kind)
    ? ['spec', 'template', 'spec']
    : undefined
}

function podLabelsOf(kind: string, root: TreeNode): ReadonlyMap<string, string> {
  const template = kind === 'Pod' ? [] : kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
  const labels = mapAt(root, ...template, 'metadata', 'labels')
  return textMap(labels && { kind: 'map', entries: labels, line: 1 })
}

/** A map of texts, as labels and selectors are. */
export function textMap(node: TreeNode | undefined): ReadonlyMap<string, string> {
  if (node?.kind !== 'map') return new Map()
  return new Map(
    [...node.entries].flatMap(([key, value]) => (value.kind === 'scalar' ? [[key, String(value.value)] as const] : [])),
  )
}

/** Containers of an object with their places. */
export function containersOf(object: NamedObject): Found[] {
  const path = podSpecPath(object)
  if (!path) return []
  return ['containers', 'initContainers'].flatMap((list) => {
    const found = nodeAt(object, ...path, list)
    return found?.node.kind === 'list'
      ? found.node.items.map((node, index) => ({ node, pointer: `${found.pointer}/${index}`, path: [...found.path, index] }))
      : []
  })
}

export const sameNamespace = (a: NamedObject, b: NamedObject) =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace
