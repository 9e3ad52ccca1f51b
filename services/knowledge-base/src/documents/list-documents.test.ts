import { describe, expect, test } from 'vitest'
import type { DocumentRecord } from './document-record.ts'
import { listDocuments } from './list-documents.ts'
import { ANNA, BERT, CARA, ROOT, startKnowledgeBase } from '../testing/start-knowledge-base.ts'

async function start() {
  const base = await startKnowledgeBase()
  return {
    ...base,
    list: (request: Parameters<typeof base.client.listDocuments>[0] = {}, by = ANNA) =>
      base.client.listDocuments(request, base.as(by)),
    names: async (request: Parameters<typeof base.client.listDocuments>[0] = {}, by = ANNA) =>
      (await base.client.listDocuments(request, base.as(by))).documents.map(({ name }) => name),
  }
}
const BROKEN = Buffer.from('%PDF-1.7 broken')

describe('the list of documents', () => {
  test('tells failed ones first, then by name, a page at a time, and how many there are in all', async () => {
    const base = await start()
    for (const name of ['c.md', 'a.md', 'b.md']) await base.add('# T\n\nText.\n', { name })
    await base.add(BROKEN, { name: 'z.pdf' })
    expect(await base.names()).toEqual(['z.pdf', 'a.md', 'b.md', 'c.md'])
    expect(await base.names({ offset: 1, limit: 2 })).toEqual(['a.md', 'b.md'])
    const { total, counts, mayShare } = await base.list({ offset: 9 })
    expect({ total, counts, mayShare }).toMatchObject({
      total: 4,
      counts: { all: 4, searchable: 3, failed: 1, queued: 0, review: 0, user: 4, team: 0, global: 0 },
      mayShare: { teamIds: ['payments'], withAll: false },
    })
  })

  test('gives the same pages whatever order the documents came in', () => {
    const records = Array.from({ length: 1000 }, (_, at): DocumentRecord => {
      const number = (at * 619) % 1000
      const state = number % 7 === 0 ? 'failed' : 'searchable'
      return {
        documentId: String(number),
        name: `n${String(number).padStart(4, '0')}`,
        owner: 'anna',
        scope: { kind: 'user' },
        changedAtMs: 0,
        newest: { version: 1, sha256: '', bytes: 1, state },
      }
    })
    const pages = Array.from(
      { length: 15 },
      (_, page) => listDocuments({ offset: page * 70, limit: 70 }, records, ANNA, 0).documents,
    )
    const names = pages.flat().map(({ name }) => name)
    const failed = names.filter((name) => Number(name.slice(1)) % 7 === 0)
    expect(names).toHaveLength(1000)
    expect(names).toEqual([...failed, ...names.filter((name) => !failed.includes(name))])
    expect(failed).toEqual(failed.toSorted())
    expect(names.slice(failed.length)).toEqual(names.slice(failed.length).toSorted())
  })

  test('filters by words of name and title, state, scope, collection and a review that is due', async () => {
    const base = await start()
    await base.add('# Disk full\n\nText.\n', { name: 'one.md' })
    const { documentId } = await base.add('# Pool\n\nText.\n', { name: 'disk/pool.md', scope: 'team' })
    await base.add(BROKEN, { name: 'z.pdf' })
    expect(await base.names({ words: 'DISK' })).toEqual(['disk/pool.md', 'one.md'])
    expect(await base.names({ words: 'disk full' })).toEqual(['one.md'])
    expect(await base.names({ need: 'failed' })).toEqual(['z.pdf'])
    expect(await base.names({ scope: 'team' })).toEqual(['disk/pool.md'])
    expect(await base.names({ collection: 'none' })).toEqual([])
    await base.client.changeDocument({ documentId, reviewBy: '2020-01-01T00:00:00.000Z' }, base.as(ANNA))
    expect(await base.names({ need: 'review' })).toEqual(['disk/pool.md'])
    expect((await base.list()).counts.review).toBe(1)
    await base.client.changeDocument({ documentId, reviewBy: null }, base.as(ANNA))
    expect((await base.list()).counts.review).toBe(0)
  })

  test('knows nothing of documents of others: no name, no count, no collection', async () => {
    const base = await start()
    await base.add('# Secret\n', { name: 'secret.md' })
    await base.add('# Ours\n', { name: 'ours.md', scope: 'team' })
    expect(await base.list({}, CARA)).toMatchObject({
      documents: [],
      total: 0,
      counts: { all: 0, searchable: 0, user: 0, team: 0, collections: [] },
    })
    const { documents, counts } = await base.list({}, BERT)
    expect(documents).toMatchObject([{ name: 'ours.md', mayChange: true }])
    expect(counts).toMatchObject({ all: 1, user: 0, team: 1 })
  })

  test('a document whose newest version failed says which version is found', async () => {
    const base = await start()
    const { documentId } = await base.add('# Good\n\nText.\n', { name: 'a.pdf' })
    await base.add(BROKEN, { documentId, name: 'a.pdf' })
    expect((await base.list()).documents).toMatchObject([{ version: 2, searchedVersion: 1, ingestion: { state: 'failed' } }])
  })
})

describe('whom a document is shared with', () => {
  test('is changed by its owner, and holds at the next search', async () => {
    const base = await start()
    const { documentId } = await base.add('# Walrus\n\nFeed it.\n')
    const share = (sharedWith: { kind: 'user' } | { kind: 'global' } | { kind: 'team'; teamId: string }, by = ANNA) =>
      base.client.changeDocument({ documentId, sharedWith }, base.as(by))
    expect(await base.search('walrus', BERT)).toEqual([])
    await share({ kind: 'team', teamId: 'payments' })
    expect(await base.search('walrus', BERT)).toHaveLength(1)
    expect(await base.search('walrus', CARA)).toEqual([])
    // A member could hide it from the team, and a stranger could tell that it is there.
    await expect(share({ kind: 'user' }, BERT)).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(share({ kind: 'user' }, CARA)).rejects.toMatchObject({ code: 'document.not_found' })
    await expect(share({ kind: 'team', teamId: 'search' })).rejects.toMatchObject({ code: 'auth.forbidden' })
    await expect(share({ kind: 'global' })).rejects.toMatchObject({ code: 'auth.forbidden' })
    await share({ kind: 'user' })
    expect(await base.search('walrus', BERT)).toEqual([])
  })

  test('what is everybody’s is changed by admins', async () => {
    const base = await start()
    const { documentId } = await base.add('# Walrus\n', { by: ROOT, scope: 'global' })
    const reviewBy = '2030-01-01T00:00:00.000Z'
    await expect(base.client.changeDocument({ documentId, reviewBy }, base.as(ANNA))).rejects.toMatchObject({
      code: 'document.not_found',
    })
    expect(await base.client.changeDocument({ documentId, reviewBy }, base.as(ROOT))).toMatchObject({ reviewBy })
  })
})
