import type { TreeDocument, TreeNode } from './tree.ts'

/** RFC 6901 pointer of a path of keys and indexes: `['a/b', 0]` → `/a~1b/0`. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * The node at a pointer that counts within the whole file: the document's own pointer comes first.
 * @returns undefined when nothing stands there.
 */
export function resolvePointer(documents: readonly TreeDocument[], pointer: string): TreeNode | undefined {
  for (const document of documents) {
    const inside = pointer === document.pointer || pointer.startsWith(`${document.pointer}/`)
    const found = inside ? descend(document.root, pointer.slice(document.pointer.length)) : undefined
    if (found) return found
  }
  return undefined
}

function descend(root: TreeNode, pointer: string): TreeNode | undefined {
  let node: TreeNode | undefined = root
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (node?.kind === 'map') node = node.entries.get(key)
    else if (node?.kind === 'list') node = /^(?:0|[1-9]\d{0,8})$/.test(key) ? node.items[Number(key)] : undefined
    else return undefined
  }
  return node
}

/** A node and where it stands in the file. */
export type PlacedNode = { readonly node: TreeNode; readonly pointer: string; readonly path: readonly (string | number)[] }

/** Every node of a document, parents before children, in document order. */
export function* walkTree(document: TreeDocument): Generator<PlacedNode> {
  const root = { node: document.root, pointer: document.pointer, path: [] }
  yield root
  // A stack of what is left of each level, instead of recursion: generators within generators pass each node through every level
  // above it. Levels are not spread out: the places of 200 000 children of one map weigh a hundred megabytes.
  const stack = [childrenOf(root)]
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const next = level.next()
    if (next.done === true) stack.pop()
    else {
      yield next.value
      if (next.value.node.kind !== 'scalar') stack.push(childrenOf(next.value))
    }
  }
}

function* childrenOf({ node, pointer, path }: PlacedNode): Generator<PlacedNode, undefined> {
  const entries = node.kind === 'map' ? node.entries : node.kind === 'list' ? node.items.entries() : []
  for (const [key, child] of entries) yield { node: child, pointer: pointer + pointerOf([key]), path: [...path, key] }
}
