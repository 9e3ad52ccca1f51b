/** Output in columns (`kubectl get`, `df`, `ps`, `docker ps`): header names and one row a line. */
export type Table = {
  readonly columns: readonly string[]
  /** Line of the header, where one stands above the rows. */
  readonly header?: number
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
  /** Rows of separated values with another number of cells than the header, which are left out: the first one, and how many. */
  readonly misfits?: { readonly line: number; readonly cells: number; readonly columns: number; readonly count: number }
}

/** A line of the text, number from 1. */
export type TextLine = { readonly text: string; readonly line: number }
