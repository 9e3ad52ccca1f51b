import { expect, test } from 'vitest'
import { ANNA, ROOT, startKnowledgeBase } from '../testing/start-knowledge-base.ts'
import { createCorpusImports } from './corpus-imports.ts'
import type { CorpusDocument } from './import-corpus.ts'

test('an import runs in the background, once at a time, and tells how it ended', async () => {
  const added: CorpusDocument[] = []
  const document = { documentId: '11111111-1111-8111-8111-111111111111', name: 'a/b.md', bytes: Buffer.from('# A\n') }
  let isBroken = false
  const imports = createCorpusImports({
    add: async (one) => added.push(one),
    onError: () => {},
    async fetchCorpus(_corpus, add) {
      if (isBroken) throw new Error('The repository did not arrive in time; try again later')
      await add(document)
      return 1
    },
  })
  const [{ id } = { id: '' }] = imports.list()
  expect(imports.start(id, ROOT).import).toEqual({ state: 'running' })
  imports.start(id, ROOT)
  await imports.idle()
  expect(added).toEqual([document])
  expect(imports.list()[0]!.import).toEqual({ state: 'done', documents: 1 })
  isBroken = true
  imports.start(id, ROOT)
  await imports.idle()
  expect(imports.list()[0]!.import).toEqual({ state: 'failed', why: 'The repository did not arrive in time; try again later' })
})

test('only an admin imports, and only what the manifest names', async () => {
  const base = await startKnowledgeBase()
  const { corpora } = await base.client.listCorpora({}, base.as(ANNA))
  const [{ id: corpusId } = { id: '' }] = corpora
  expect(corpora.every((corpus) => corpus.import.state === 'none')).toBe(true)
  await expect(base.client.importCorpus({ corpusId }, base.as(ANNA))).rejects.toMatchObject({ code: 'auth.forbidden' })
  await expect(base.client.importCorpus({ corpusId: 'https://other.test/x' }, base.as(ROOT))).rejects.toMatchObject({
    code: 'document.not_found',
  })
})
