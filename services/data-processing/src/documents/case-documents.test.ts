import { randomUUID } from 'node:crypto'
import type { KnowledgeDocument } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { createTestService, runTurn } from '../testing/test-service.ts'

const RUNBOOK = `# Queue broker runs out of memory

The broker blocks publishers when its memory alarm is raised.

## Mitigation

Find the queue that grows, then purge it.

\`\`\`sh
rabbitmqctl list_queues name messages
\`\`\`
`
const context = systemContext()
const question = 'broker memory alarm blocks publishers'

test('a document of a case is found in that case alone, as soon as it was taken, and its citation opens it', async () => {
  const { client, remove } = createTestService()
  const turn = { caseId: randomUUID(), turnId: randomUUID() }
  const { caseId } = await runTurn(client, [{ name: 'broker.md', bytes: RUNBOOK }], turn)
  const { hits } = await client.searchDocuments({ caseId, question }, context)
  expect(hits).toMatchObject([{ title: 'Queue broker runs out of memory', name: 'broker.md' }])
  const passage = hits[0]!.passages[0]!
  expect(passage.matched.length).toBeGreaterThan(2)
  expect(await client.getDocumentPassage({ caseId, citation: passage.citation }, context)).toMatchObject({
    state: 'found',
    moved: false,
    passage: { citation: passage.citation, text: passage.text },
  })
  const beside = await runTurn(client, [{ name: 'app.log', bytes: '2026-10-02 10:00:00 ERROR down\n' }])
  expect(await client.searchDocuments({ caseId: beside.caseId, question }, context)).toEqual({ hits: [] })
  await expect(client.getDocumentPassage({ caseId: beside.caseId, citation: passage.citation }, context)).rejects.toMatchObject({
    code: 'document.not_found',
  })
  remove()
})

test('a document is sealed with its index, survives a restart and dies with the case', async () => {
  const { client, kv, restart, remove } = createTestService()
  const { caseId, sources } = await runTurn(client, [{ name: 'broker.md', bytes: RUNBOOK }])
  const row = await kv.get(`case/${caseId}/document/${sources[0]!.id}`)
  expect(Buffer.from(row!.value).toString('latin1')).not.toMatch(/broker|publishers|passages/)
  const again = await restart()
  expect((await again.client.searchDocuments({ caseId, question }, context)).hits).toHaveLength(1)
  await again.client.deleteCase({ caseId }, context)
  await expect(again.client.searchDocuments({ caseId, question }, context)).rejects.toMatchObject({ code: 'case.not_found' })
  expect(await kv.list('case/')).toEqual([])
  remove()
})

test('a passage that no document has is gone, and what cannot be read as a document says why', async () => {
  const { client, remove } = createTestService()
  const { caseId, sources, notExamined } = await runTurn(client, [
    { name: 'broker.md', bytes: RUNBOOK },
    { name: 'long.md', bytes: `# Long\n\n${'words and words. '.repeat(150_000)}\n` },
  ])
  const citation = `${sources[0]!.id}@1#mitigation:90-91`
  expect(await client.getDocumentPassage({ caseId, citation }, context)).toMatchObject({ state: 'gone' })
  expect(notExamined.join('\n')).toContain('long.md: not searched for runbooks')
  remove()
})

test('on the word of its user a document is queued as it came, under the id that it was cited by; nothing else is', async () => {
  const queued: { readonly documentId: string; readonly name: string; readonly scope: string; readonly text: string }[] = []
  const { client, remove } = createTestService({
    knowledgeBase: {
      async addDocument({ documentId, name, scope }, body): Promise<KnowledgeDocument> {
        const text = Buffer.concat(await body.toArray()).toString()
        queued.push({ documentId, name, scope, text })
        const state = { version: 1, sha256: '', bytes: text.length, passages: 0, ingestion: { state: 'queued' as const } }
        return { documentId, name, title: '', scope: { kind: 'user' }, owner: 'ada', changedAt: '2026-10-02T00:00:00Z', ...state }
      },
    },
  })
  const { caseId, sources } = await runTurn(client, [
    { name: 'broker.md', bytes: RUNBOOK },
    { name: 'app.log', bytes: '2026-10-02 10:00:00 ERROR down\n' },
  ])
  expect(queued).toEqual([])
  const [document, log] = sources
  await client.queueDocument({ caseId, sourceId: document!.id, scope: 'user' }, context)
  expect(queued).toEqual([{ documentId: document!.id, name: 'broker.md', scope: 'user', text: RUNBOOK }])
  await expect(client.queueDocument({ caseId, sourceId: log!.id, scope: 'user' }, context)).rejects.toMatchObject({
    code: 'document.not_found',
  })
  remove()
})
