import type { TreeDocument, TreeNode } from '@faultmaven/config'

/**
 * What stands at a pointer. When nothing does, `parent` is the node that would hold it, and `parentPointer` its place; both are
 * undefined when that is not there either, or is a plain value that can hold nothing.
 */
export type Resolution =
  | { readonly found: true; readonly node: TreeNode }
  | { readonly found: false; readonly parent?: TreeNode; readonly parentPointer?: string }

/** Follows an RFC 6901 pointer that counts within the whole file: a document's own pointer comes first. Never throws. */
export function resolvePointer(documents: readonly TreeDocument[], pointer: string): Resolution {
  const node = nodeAt(documents, pointer)
  if (node) return { found: true, node }
  const cut = pointer.lastIndexOf('/')
  if (cut < 0) return { found: false }
  const parentPointer = pointer.slice(0, cut)
  const parent = nodeAt(documents, parentPointer)
  return parent === undefined || parent.kind === 'scalar' ? { found: false } : { found: false, parent, parentPointer }
}

function nodeAt(documents: readonly TreeDocument[], pointer: string): TreeNode | undefined {
  for (const document of documents) {
    const rest = pointer.slice(document.pointer.length)
    const isInside = pointer.startsWith(document.pointer) && (rest === '' || rest.startsWith('/'))
    const node = isInside ? follow(document.root, rest) : undefined
    if (node) return node
  }
  return undefined
}

function follow(root: TreeNode, pointer: string): TreeNode | undefined {
  let node: TreeNode | undefined = root
  for (const token of pointer.split('/').slice(1)) {
    if (node === undefined) return undefined
    // In this order: `~01` stands for `~1` (RFC 6901 §4).
    node = childOf(node, token.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return node
}

function childOf(node: TreeNode, key: string): TreeNode | undefined {
  if (node.kind === 'map') return node.entries.get(key)
  if (node.kind === 'list' && /^(?:0|[1-9]\d{0,8})$/.test(key)) return node.items[Number(key)]
  return undefined
}
