/** Output in columns (`kubectl get`, `df`, `ps`, `docker ps`): header names and one row a line. */
export type Table = {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** A line of the text, number from 1. */
export type TextLine = { readonly text: string; readonly line: number }
