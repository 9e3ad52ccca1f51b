import { Readable } from 'node:stream'
import { systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { createKnowledgeHandlers } from './knowledge-handlers.ts'

const DOCUMENT = { documentId: '11111111-1111-4111-8111-111111111111' }

test('where there is no knowledge base, every operation says so and how to have one', async () => {
  const handlers = createKnowledgeHandlers(undefined)
  const context = systemContext()
  const calls = [
    handlers.addDocument({ ...DOCUMENT, name: 'a.md', scope: 'user' }, Readable.from([]), context),
    handlers.importArchive({ collection: 'runbooks', scope: 'user' }, Readable.from([]), context),
    handlers.importFolder({ collection: 'runbooks', scope: 'user', path: '' }, context),
    handlers.importUrls({ collection: 'runbooks', scope: 'user', urls: ['https://wiki.example/'] }, context),
    handlers.listDocuments({}, context),
    handlers.removeDocument(DOCUMENT, context),
    handlers.retryDocument(DOCUMENT, context),
    handlers.getIngestion({}, context),
    handlers.searchKnowledge({ question: 'disk' }, context),
    handlers.getPassage({ citation: `${DOCUMENT.documentId}@1#a:1-1` }, context),
    handlers.getSearchModel({}, context),
    handlers.setSearchModel({ use: true }, context),
    handlers.listCorpora({}, context),
    handlers.listImports({}, context),
    handlers.getImport({ importId: 'a' }, context),
    handlers.stopImport({ importId: 'a' }, context),
    handlers.removeCollection({ importId: 'a' }, context),
    handlers.changeDocument({ documentId: 'a' }, context),
    handlers.importCorpus({ corpusId: 'a' }, context),
    handlers.rateDocument({ ...DOCUMENT, verdict: 'helped' }, context),
  ]
  expect(calls).toHaveLength(Object.keys(handlers).length)
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({
      code: 'service.unavailable',
      detail: expect.stringContaining('--knowledge-base-url'),
    })
  }
})
