import type { DocumentCounts, DocumentList, DocumentNeed } from '@faultmaven/contracts'
import type { Principal } from '@faultmaven/rpc'
import { mayChange } from './access.ts'
import type { DocumentRecord } from './document-record.ts'
import { toDocument } from './to-document.ts'

type Request = {
  readonly offset?: number | undefined
  readonly limit?: number | undefined
  readonly words?: string | undefined
  readonly need?: DocumentNeed | undefined
  readonly scope?: DocumentRecord['scope']['kind'] | undefined
  readonly collection?: string | undefined
}
const PAGE = 200
const MAX_COLLECTIONS = 100

/** A page of the documents that pass all filters, and counts of all. `records` are those that the caller may see, and nothing else counts. */
export function listDocuments(
  { offset = 0, limit = PAGE, words = '', need, scope, collection }: Request,
  records: readonly DocumentRecord[],
  principal: Principal,
  nowMs: number,
): DocumentList {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const chosen = records.filter(
    (record) =>
      (need === undefined || isIn(need, record, nowMs)) &&
      (scope === undefined || record.scope.kind === scope) &&
      (collection === undefined || record.collection === collection) &&
      holdsAll(record, wanted),
  )
  return {
    documents: firstOf(chosen, offset + limit)
      .slice(offset)
      .map((record) => tell(record, principal)),
    total: chosen.length,
    counts: countAll(records, nowMs),
    mayShare: { teamIds: [...principal.teamIds], withAll: principal.roles.includes('admin') },
  }
}

function tell(record: DocumentRecord, principal: Principal): DocumentList['documents'][number] {
  const { newest, searchable } = record
  const isBehind = searchable !== undefined && searchable.version !== newest.version
  return {
    ...toDocument(record),
    ...(isBehind && { searchedVersion: searchable.version }),
    mayChange: mayChange(record, principal),
  }
}

function isIn(need: DocumentNeed, { newest, reviewBy }: DocumentRecord, nowMs: number): boolean {
  return need === 'review' ? reviewBy !== undefined && Date.parse(reviewBy) < nowMs : newest.state === need
}

function holdsAll({ name, searchable }: DocumentRecord, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = `${name}\n${searchable?.title ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The first ones in order. The others are only looked at: a page of a hundred thousand is asked for again while some of them are read. */
function firstOf(records: readonly DocumentRecord[], count: number): DocumentRecord[] {
  let kept: DocumentRecord[] = []
  let last: DocumentRecord | undefined
  for (const record of records) {
    if (last && byNeedAndName(record, last) >= 0) continue
    kept.push(record)
    if (kept.length < 2 * count) continue
    kept = kept.sort(byNeedAndName).slice(0, count)
    last = kept.at(-1)
  }
  return kept.sort(byNeedAndName).slice(0, count)
}

/** Those that failed need somebody. Names are compared by code unit: collation of a hundred thousand takes a second. */
function byNeedAndName(a: DocumentRecord, b: DocumentRecord): number {
  const need = Number(b.newest.state === 'failed') - Number(a.newest.state === 'failed')
  if (need !== 0) return need
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.documentId < b.documentId ? -1 : 1
}

function countAll(records: readonly DocumentRecord[], nowMs: number): DocumentCounts {
  const counts = { all: records.length, queued: 0, searchable: 0, failed: 0, review: 0, user: 0, team: 0, global: 0 }
  const collections = new Map<string, number>()
  for (const record of records) {
    counts[record.newest.state]++
    counts[record.scope.kind]++
    if (isIn('review', record, nowMs)) counts.review++
    if (record.collection !== undefined) collections.set(record.collection, (collections.get(record.collection) ?? 0) + 1)
  }
  const named = [...collections].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX_COLLECTIONS)
  return { ...counts, collections: named.map(([collection, documents]) => ({ collection, documents })) }
}
