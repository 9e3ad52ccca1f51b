import type { DocumentScope } from '@faultmaven/contracts'

/** What is kept of a document beside its text. */
export type DocumentRecord = {
  readonly documentId: string
  readonly name: string
  /** User id. */
  readonly owner: string
  readonly scope: DocumentScope
  readonly reviewBy?: string
  /** Of the import that keeps it. Absent where it was added by itself. */
  readonly importId?: string
  /** Name of what that import imports. */
  readonly collection?: string
  /** Unix milliseconds. */
  readonly changedAtMs: number
  /** The version that came last. */
  readonly newest: {
    readonly version: number
    readonly sha256: string
    readonly bytes: number
    readonly state: 'queued' | 'searchable' | 'failed'
    /** Why it failed, for people. */
    readonly reason?: string
  }
  /** The version that is found: the newest that could be read. */
  readonly searchable?: { readonly version: number; readonly title: string; readonly passages: number }
}

/** Where a passage of a version stood, and what it said. */
export type PassagePlace = {
  readonly anchor: string
  readonly fromLine: number
  readonly toLine: number
  /** SHA-256 of its text. */
  readonly hash: string
}

/** Names a version in the index. */
export function indexKey(documentId: string, version: number): string {
  return `${documentId}@${version}`
}
