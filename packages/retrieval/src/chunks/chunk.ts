/** A passage of a document: what is found, shown and cited. */
export type Chunk = {
  /** Headings above it, outermost first; the document's title is not among them. */
  readonly headings: readonly string[]
  /** Of the innermost heading, as Markdown renderers make it; empty before the first one. */
  readonly anchor: string
  /** Lines of the document's text, from 1, both inclusive. */
  readonly fromLine: number
  readonly toLine: number
  /** Where a document has pages, for people: `page 3, lines 4–9`, lines counted on the page. */
  readonly place?: string
  readonly text: string
  /** The shell commands among its listings, without prompts and output; one entry a listing. */
  readonly commands: readonly string[]
  /** SHA-256 of the text, hexadecimal: the same passage in another version has the same. */
  readonly hash: string
}
