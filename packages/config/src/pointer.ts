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
  // A stack instead of recursion: generators within generators pass each node through every level above it.
  const stack: PlacedNode[] = [{ node: document.root, pointer: document.pointer, path: [] }]
  for (let placed = stack.pop(); placed !== undefined; placed = stack.pop()) {
    yield placed
    const children = childrenOf(placed)
    for (let index = children.length - 1; index >= 0; index -= 1) stack.push(children[index] ?? placed)
  }
}

function childrenOf({ node, pointer, path }: PlacedNode): PlacedNode[] {
  const entries = node.kind === 'map' ? node.entries : node.kind === 'list' ? node.items.entries() : []
  return [...entries].map(([key, child]) => ({ node: child, pointer: pointer + pointerOf([key]), path: [...path, key] }))
}
