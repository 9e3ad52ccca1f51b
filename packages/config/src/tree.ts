/**
 * A structured document as a tree in which every node knows its line.
 * JSON, YAML, `kubectl describe`, INI, properties and the like all read into it, so that one set of checks serves all.
 */
export type TreeNode =
  | {
      readonly kind: 'scalar'
      readonly value: string | number | boolean | null
      /** A number as it is written, where `String(value)` is not: `1e3`, `0.10`. */
      readonly text?: string
      readonly line: number
    }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, TreeNode>; readonly line: number }
  | { readonly kind: 'list'; readonly items: readonly TreeNode[]; readonly line: number }

/** One document of a file: a YAML file or a `List` may hold several. */
export type TreeDocument = {
  readonly format: 'json' | 'yaml' | 'describe' | 'ini' | 'properties' | 'toml' | 'xml' | 'env' | 'nginx' | 'dockerfile'
  readonly root: TreeNode
  /** RFC 6901 pointer of `root` within the file, '' for the whole; a second YAML document is `/1`. */
  readonly pointer: string
}

/** A place where a document breaks its own syntax; what stood around it was read all the same. */
export type SyntaxFault = { readonly line: number; readonly message: string }

/** What was read of one file, and where it was not well-formed. */
export type TreeReading = { readonly trees: readonly TreeDocument[]; readonly faults: readonly SyntaxFault[] }
