import type { SyntaxFault } from './tree.ts'

/** Deeper nesting than this is cut: a hostile file must not exhaust the stack. */
export const MAX_DEPTH = 100
/** More text than this is not read as a tree at all. */
export const MAX_TREE_CHARACTERS = 16 * 2 ** 20
const MAX_NODES = 200_000
const MAX_FAULTS = 20

/** Bounds of one file, shared by all its documents, and its syntax faults (the first 20). */
export type Budget = {
  /** Takes one node; false when the file has used up its share. */
  take(): boolean
  fault(line: number, message: string): void
  readonly faults: readonly SyntaxFault[]
}

export function createBudget(maxNodes = MAX_NODES): Budget {
  const faults: SyntaxFault[] = []
  let nodes = 0
  return {
    faults,
    take: () => {
      nodes += 1
      if (nodes === maxNodes + 1) faults.push({ line: 1, message: `More than ${maxNodes} nodes: the rest is not read` })
      return nodes <= maxNodes
    },
    fault: (line, message) => {
      if (faults.length < MAX_FAULTS) faults.push({ line, message })
    },
  }
}
