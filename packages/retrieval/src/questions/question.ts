/** What a question or payload asks the knowledge base for. */
export type Question = {
  /** `text` for anything that is neither payload nor expression: a symptom, a log line, a question. */
  readonly kind: 'alert' | 'expression' | 'text'
  /** Terms with their weights, at least 0. */
  readonly terms: ReadonlyMap<string, number>
  /** Those that it says itself; the others are what the field also calls them. */
  readonly asked: ReadonlySet<string>
  /** Names of alerts as terms: a document called so answers first. */
  readonly names: readonly string[]
}
