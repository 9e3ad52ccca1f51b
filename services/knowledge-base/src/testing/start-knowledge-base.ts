import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { knowledgeBase, type KnowledgeImport } from '@faultmaven/contracts'
import { createInProcessClient, type Principal, systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createMemoryKv, type Kv } from '@faultmaven/storage'
import type { cloneCorpus } from '../corpora/clone-corpus.ts'
import { createKnowledgeBase } from '../create-knowledge-base.ts'
import type { ConfiguredEmbedding } from '../embedding/semantic-search.ts'

export const ANNA: Principal = { userId: 'anna', teamIds: ['payments'], roles: ['engineer'] }
export const BERT: Principal = { userId: 'bert', teamIds: ['payments'], roles: ['engineer'] }
export const CARA: Principal = { userId: 'cara', teamIds: ['search'], roles: ['engineer'] }
export const ROOT: Principal = { userId: 'root', teamIds: [], roles: ['admin'] }

type Options = {
  readonly kv?: Kv
  readonly folder?: string
  readonly importRoot?: string
  readonly allowedUrls?: readonly string[]
  readonly embedding?: ConfiguredEmbedding
  readonly clone?: typeof cloneCorpus
}
type Added = {
  readonly documentId?: string
  readonly by?: Principal
  readonly scope?: 'user' | 'team' | 'global'
  readonly name?: string
}

/** A knowledge base in memory with a client that copies every value as HTTP would. */
export async function startKnowledgeBase({
  kv = createMemoryKv(),
  folder = mkdtempSync(path.join(tmpdir(), 'kb-')),
  embedding,
  importRoot,
  allowedUrls,
  clone,
}: Options = {}) {
  const errors: unknown[] = []
  const service = createKnowledgeBase({
    kv,
    blob: createDirectoryBlob(folder),
    // Asked for each time, so that a test can move the clock.
    now: () => Date.now(),
    onError: (error) => errors.push(error),
    ...(embedding ? { embedding } : {}),
    ...(importRoot === undefined ? {} : { importRoot }),
    ...(allowedUrls ? { allowedUrls } : {}),
    ...(clone ? { clone } : {}),
  })
  await service.recover()
  const client = createInProcessClient(knowledgeBase, service.handlers, { wire: true })
  const as = (principal: Principal) => systemContext({ principal })
  return {
    ...service,
    client,
    as,
    errors,
    folder,
    kv,
    /** Adds a document of Anna's and waits until it was read. */
    async add(
      text: string | Uint8Array,
      { documentId = randomUUID(), by = ANNA, scope = 'user', name = 'notes.md' }: Added = {},
    ) {
      const team = scope === 'team' ? { teamId: by.teamIds[0] } : {}
      const body = Readable.from([typeof text === 'string' ? Buffer.from(text) : text])
      const added = await client.addDocument({ documentId, name, scope, ...team }, body, as(by))
      await service.idle()
      return added
    },
    /** What became of an import that was asked for. */
    async ended(asked: Promise<KnowledgeImport>, by = ANNA) {
      const { importId } = await asked
      await service.idle()
      return client.getImport({ importId }, as(by))
    },
    async search(question: string, by = ANNA) {
      return (await client.search({ question }, as(by))).hits
    },
  }
}
