/**
 * A standard list of codes as data: errno, signals, HTTP status, SQLSTATE, …; one JSON file a standard.
 * An entry is recognised in a message by one of its `phrases`, by its code as a word (where `words` says that codes are
 * distinctive enough), or by its code or number in one of the `contexts`.
 */
export type Vocabulary = {
  /** Kebab-case, the first half of a reference such as `errno/ENOSPC`. */
  readonly name: string
  readonly title: string
  /** The standard or manual that defines the codes (URL). */
  readonly reference: string
  /** True: a code standing alone as a word names its entry, case-sensitively (`ENOSPC`, but not `503` or `Aborted`). */
  readonly words: boolean
  /** RegExp sources, flags `i`, with a named group `code`, in which a code or number counts: `exit code:? (?<code>\d+)`. Linear time. */
  readonly contexts: readonly string[]
  readonly entries: readonly VocabularyEntry[]
}

export type VocabularyEntry = {
  /** As written in messages. A trailing `*` makes it a class: `53*` stands for every code that begins with 53 and has no entry of its own. */
  readonly code: string
  readonly number?: number
  /** What it means, as a clause that can follow "which means that": "the device has no free space left". */
  readonly means: string
  /** Lower-case literal texts by which messages name it without its code: "no space left on device". */
  readonly phrases: readonly string[]
  /** Ids of `grammar/resources.json` and `grammar/modes.json`. */
  readonly resource: string
  readonly mode: string
  readonly blames: Blame
  /** Met in healthy operation too (`EAGAIN`, 404, SIGTERM): a hint, never a cause by itself. */
  readonly everyday?: boolean
  /** What would decide what is behind it, and the read-only command that shows it. */
  readonly decides: string
  readonly command?: string
}

export type Blame = 'caller' | 'callee' | 'resource' | 'configuration' | 'network' | 'unknown'
