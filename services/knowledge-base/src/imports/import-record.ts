import type { DocumentScope, ImportSource, ImportState, KnowledgeImport } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import { collectionId } from '../documents/collection-id.ts'

/** What is to be imported, as whom. */
export type Asked = {
  readonly collection: string
  readonly scope: DocumentScope
  readonly source: ImportSource
  /** Of an archive: what it is known by, and under what name it lies until the import has ended. */
  readonly archive?: { readonly sha256: string; readonly blob: string }
  readonly vanished: 'keep' | 'remove'
}

/** An import as it is kept: what became of the files that were settled until now, and where it goes on. */
export type ImportRecord = Asked & {
  readonly importId: string
  /** User id of whoever asked. */
  readonly owner: string
  readonly progress: ImportState
  readonly total?: number
  /** Files that were settled, in the order of the source. */
  readonly settled: number
  /** The one that was settled last. */
  readonly last?: string
  readonly counts: {
    readonly added: number
    readonly changed: number
    readonly unchanged: number
    readonly gone: number
    readonly removed: number
  }
  readonly refused: readonly { readonly name: string; readonly reason: string }[]
  readonly refusedCount: number
  readonly passedOver: readonly { readonly reason: string; readonly files: number; readonly names: readonly string[] }[]
  /** Unix milliseconds. */
  readonly startedAtMs: number
  /** Unix milliseconds. */
  readonly updatedAtMs: number
}

/** Whose a collection is is part of its name: nobody meets the documents of others by calling a collection the same. */
function placeOf({ collection, scope }: Pick<Asked, 'collection' | 'scope'>, userId: string): string[] {
  const holder = scope.kind === 'user' ? userId : scope.kind === 'team' ? scope.teamId : ''
  return [scope.kind, holder, collection]
}

export function importIdOf(asked: Pick<Asked, 'collection' | 'scope'>, userId: string): string {
  return collectionId(['import', ...placeOf(asked, userId)])
}

export function importedDocumentId(record: Pick<ImportRecord, 'collection' | 'scope' | 'owner'>, name: string): string {
  return collectionId([...placeOf(record, record.owner), name])
}

/** An import does what whoever asked was allowed to when it was asked for, and nothing else: so much of them goes on after a restart. */
export function importerOf({ owner, scope }: Pick<ImportRecord, 'owner' | 'scope'>): Principal {
  return {
    userId: owner,
    teamIds: scope.kind === 'team' ? [scope.teamId] : [],
    roles: scope.kind === 'global' ? ['admin'] : [],
  }
}

/** A record as the contract tells it. */
export function toImport(record: ImportRecord): KnowledgeImport {
  const { importId, collection, scope, owner, source, progress, total, counts, refused, refusedCount, passedOver } = record
  return {
    importId,
    collection,
    scope,
    owner,
    source,
    progress,
    ...(total === undefined ? {} : { total }),
    ...counts,
    refused: [...refused],
    refusedCount,
    passedOver: passedOver.map(({ reason, files, names }) => ({ reason, files, names: [...names] })),
    startedAt: new Date(record.startedAtMs).toISOString(),
    updatedAt: new Date(record.updatedAtMs).toISOString(),
  }
}
