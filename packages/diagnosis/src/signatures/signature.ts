/**
 * What one technology says when one thing is wrong with it, as data. One JSON file a technology under `signatures/`.
 * Matched against the body and continuation lines of a record (or a scalar of a tree), case-insensitively.
 */
export type Signature = {
  /** `<technology>/<fault>`, kebab-case, unique. */
  readonly id: string
  readonly technology: string
  /** Lower-case literals of which one must stand in the text before `pattern` is tried: keeps matching linear and quick. */
  readonly anyOf: readonly string[]
  /** RegExp source, flags `i`; named groups `entity`, `cause`, `value` are taken over. No nested quantifiers: linear time. */
  readonly pattern: string
  /** Key into the fault grammar: resource and mode. */
  readonly resource: string
  readonly mode: string
  /** What happened, in the past tense, `{entity}` replaced: "PostgreSQL refused the connection: all {value} connection slots were in use". */
  readonly title: string
  /** Why it happens and what it leads to, 1–3 sentences true of the technology everywhere. */
  readonly explanation: string
  /** 1 a hint … 5 decides the cause alone. */
  readonly weight: 1 | 2 | 3 | 4 | 5
  readonly blames: 'caller' | 'callee' | 'resource' | 'configuration' | 'network' | 'unknown'
  readonly steps: readonly {
    readonly text: string
    readonly command?: string
    readonly risk: 'read-only' | 'changes-production'
    readonly purpose: 'mitigate' | 'fix' | 'verify' | 'prevent'
  }[]
  /** Read-only command and what its answer decides. */
  readonly needs: readonly { readonly text: string; readonly why: string; readonly command?: string }[]
  /** The technology's own documentation (URL). */
  readonly reference: string
  /** Lines that must match, and near misses that must not: both run as tests. Written by us or quoted from the documentation cited. */
  readonly samples: { readonly match: readonly string[]; readonly noMatch: readonly string[] }
}
