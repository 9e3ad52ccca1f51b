export { pointerOf, resolvePointer, walkTree } from './pointer.ts'
export type { PlacedNode } from './pointer.ts'
export { readTrees } from './read-trees.ts'
export type { SyntaxFault, TreeDocument, TreeNode, TreeReading } from './tree.ts'
