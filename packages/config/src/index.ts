export type { TreeDocument, TreeNode } from './tree.ts'
