import type { TreeNode } from './tree.ts'

/**
 * Adds a node under a key; a second one under the same key makes a list of both.
 * Grows the list in place: copying it for each of 100 000 repeated keys would take minutes.
 */
export function appendUnder(entries: Map<string, TreeNode>, key: string, node: TreeNode): void {
  const before = entries.get(key)
  if (before === undefined) entries.set(key, node)
  else if (before.kind === 'list') openItems(before).push(node)
  else entries.set(key, { kind: 'list', items: [before, node], line: before.line })
}

/** The items of a list that a reader is still making. @throws {TypeError} for a list that no reader made */
export function openItems({ items }: Extract<TreeNode, { kind: 'list' }>): TreeNode[] {
  if (!isOpenList(items)) throw new TypeError('Only an array can grow')
  return items
}

/** The entries of a map that a reader is still making. @throws {TypeError} for a map that no reader made */
export function openEntries({ entries }: Extract<TreeNode, { kind: 'map' }>): Map<string, TreeNode> {
  if (!isOpenMap(entries)) throw new TypeError('Only a Map can grow')
  return entries
}

const isOpenList = (items: readonly TreeNode[]): items is TreeNode[] => Array.isArray(items)
const isOpenMap = (entries: ReadonlyMap<string, TreeNode>): entries is Map<string, TreeNode> => entries instanceof Map
