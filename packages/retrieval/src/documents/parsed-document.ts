/** What stands in a document, in its order. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string; readonly line: number }
  | {
      readonly kind: 'text' | 'code' | 'table'
      readonly text: string
      /** Lines of {@link ParsedDocument.text}, from 1, both inclusive. */
      readonly fromLine: number
      readonly toLine: number
      /** What a listing says it is written in. */
      readonly language?: string
    }

/** A document as blocks. */
export type ParsedDocument = {
  /** What the document calls itself: its front matter, its `<title>` or the name of its only alert. */
  readonly title?: string
  /** The text that lines are counted in: the file's own where it is text, else what was read out of it. */
  readonly text: string
  readonly blocks: readonly Block[]
  /** Where the document has pages: the line that each begins with, rising. */
  readonly pages?: readonly number[]
}

/** A document that cannot be read. `reason` is for people: what is wrong with the file and what to do. */
export class UnreadableDocumentError extends Error {
  override readonly name = 'UnreadableDocumentError'
}
