import { ProblemError } from '@faultmaven/rpc'
import { createMemoryKv, type Kv } from '@faultmaven/storage'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { knowingSynonyms, meaningless } from '../testing/made-embedders.ts'
import { ANNA, CARA, ROOT, startKnowledgeBase } from '../testing/start-knowledge-base.ts'
import { createEmbeddedVectors } from '../vectors/embedded-vectors.ts'
import type { Vectors } from '../vectors/vectors.ts'
import type { Embedder } from './embedder.ts'

const DOCUMENTS = 24
/** Letters alone: `aba`, `abb`, …; the second word of each pair means the same. */
const pair = (number: number) => [`title${letters(number)}`, `body${letters(number)}`] as const
const letters = (number: number) => String.fromCharCode(97 + (number % 5), 97 + Math.floor(number / 5))
const synonyms = [...Array.from({ length: DOCUMENTS }, (_, number) => pair(number).join('=')), 'sluggish=slow', 'disk=volume']

afterEach(() => vi.restoreAllMocks())

/** A knowledge base of made documents of everybody, with a model beside it. */
async function start(embedder: Embedder | (() => Promise<Embedder>), { kv = createMemoryKv() }: { kv?: Kv } = {}) {
  const stores: Vectors[] = []
  const embedding = {
    openEmbedder: async () => (typeof embedder === 'function' ? embedder() : embedder),
    async openVectors(space: Vectors['space']) {
      const vectors = await createEmbeddedVectors(kv, space)
      stores.push(vectors)
      return vectors
    },
  }
  const base = await startKnowledgeBase({ kv, embedding })
  const setModel = (use: boolean, by = ROOT) => base.client.setSearchModel({ use }, base.as(by))
  return { ...base, setModel, count: () => stores.at(-1)?.count() }
}
async function fill(base: Awaited<ReturnType<typeof start>>): Promise<void> {
  for (let number = 0; number < DOCUMENTS; number++) {
    const [title, body] = pair(number)
    await base.add(`# When ${title} is seen\n\nThen ${body} was there before.\n`, { by: ROOT, scope: 'global' })
  }
}
const search = async (base: Awaited<ReturnType<typeof start>>, question: string, by = ANNA) => {
  const { hits, degraded = [] } = await base.client.search({ question }, base.as(by))
  return { titles: hits.map(({ title }) => title), degraded }
}

describe('a model beside the search by words', () => {
  test('takes part once it was switched on and accepted, and finds what is said in other words', async () => {
    const base = await start(knowingSynonyms(synonyms))
    await fill(base)
    await base.add('# The volume is slow\n\nResize it.\n')
    const asked = 'sluggish disk'
    expect(await search(base, asked)).toEqual({ titles: [], degraded: [] })
    expect(await base.client.getSearchModel({}, base.as(ROOT))).toEqual({ state: 'off' })
    const model = await base.setModel(true)
    expect(model.check!.why).toMatch(/^No group of questions is answered worse/)
    expect(model).toMatchObject({ state: 'on', model: 'made/synonyms', dimension: 64, check: { accepted: true } })
    await base.idle()
    expect((await search(base, asked)).titles[0]).toBe('The volume is slow')
    expect(await base.client.getSearchModel({}, base.as(ROOT))).toMatchObject({
      documents: { embedded: 25, waiting: 0, failed: 0 },
    })
    const off = await base.setModel(false)
    expect(off.state).toBe('off')
    expect(await search(base, asked)).toEqual({ titles: [], degraded: [] })
    await base.idle()
    expect(await base.count()).toBe(0)
    expect(base.errors).toEqual([])
  })

  test('is refused with the figures when it helps nobody, and changes nothing then', async () => {
    const base = await start(meaningless())
    await fill(base)
    const before = await search(base, 'titlea before')
    const model = await base.setModel(true)
    expect(model).toMatchObject({ state: 'off', check: { accepted: false } })
    expect(model.check!.groups.map(({ group, lexical }) => [group, lexical > 0])).toContainEqual(['title', true])
    expect(await search(base, 'titlea before')).toEqual(before)
  })

  test('is an admin’s to see and to switch', async () => {
    const base = await start(meaningless())
    for (const call of [base.setModel(true, ANNA), base.client.getSearchModel({}, base.as(ANNA))])
      await expect(call).rejects.toMatchObject({ code: 'auth.forbidden' })
    const without = await startKnowledgeBase()
    expect(await without.client.getSearchModel({}, without.as(ROOT))).toEqual({ state: 'absent' })
    await expect(without.client.setSearchModel({ use: true }, without.as(ROOT))).rejects.toMatchObject({
      detail: 'No embedding model is configured',
    })
  })

  test('follows documents that change, are shared otherwise or go', async () => {
    const base = await start(knowingSynonyms(synonyms))
    await fill(base)
    await base.setModel(true)
    const { documentId } = await base.add('# The volume is slow\n\nResize it.\n')
    const found = async (by: typeof ANNA) => (await search(base, 'sluggish', by)).titles[0]
    expect(await found(ANNA)).toBe('The volume is slow')
    expect(await found(CARA)).not.toBe('The volume is slow')
    await base.add('# The volume is slow\n\nResize it.\n', { documentId, scope: 'team' })
    expect((await base.search('sluggish', { ...CARA, teamIds: ['payments'] }))[0]).toMatchObject({ documentId })
    await base.add('# The volume is late\n\nResize it.\n', { documentId })
    const changed = (await base.search('sluggish')).find((hit) => hit.documentId === documentId)
    expect(changed).toMatchObject({ title: 'The volume is late', version: 2 })
    await base.client.removeDocument({ documentId }, base.as(ANNA))
    await base.idle()
    expect(await base.count()).toBe(DOCUMENTS)
  })

  test('takes part again after a restart, and puts anew what its store lost', async () => {
    const kv = createMemoryKv()
    const before = await start(knowingSynonyms(synonyms), { kv })
    await fill(before)
    await before.setModel(true)
    await before.idle()
    await before.close()
    for (const { key } of await kv.list('knowledge/vectors/', { limit: 3 })) await kv.delete(key)
    const after = await start(knowingSynonyms(synonyms), { kv })
    await after.idle()
    expect(await after.client.getSearchModel({}, after.as(ROOT))).toMatchObject({
      state: 'on',
      documents: { embedded: DOCUMENTS, waiting: 0 },
    })
    expect(await after.count()).toBe(DOCUMENTS)
  })

  test('goes on past documents that it refuses, and tries them again later', async () => {
    const model = knowingSynonyms(synonyms)
    let refuses = true
    const embed: Embedder['embed'] = async (texts, ...more) => {
      if (refuses && texts.some((text) => /titlea[abc]/.test(text) && text.includes('refused'))) throw new Error('Not this one')
      return model.embed(texts, ...more)
    }
    const base = await start({ ...model, embed })
    await fill(base)
    await base.setModel(true)
    await base.idle()
    await base.add('# titleaa\n\nrefused\n')
    await base.add('# titleab\n\nrefused\n')
    await base.add('# The volume is slow\n\nResize it.\n')
    const documents = async () => (await base.client.getSearchModel({}, base.as(ROOT))).documents
    await vi.waitFor(async () => expect(await documents()).toEqual({ embedded: 25, waiting: 2, failed: 2 }))
    expect((await search(base, 'sluggish disk')).titles[0]).toBe('The volume is slow')
    refuses = false
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000)
    await base.add('# Another one\n\nIt wakes the follower.\n')
    await vi.waitFor(async () => expect(await documents()).toEqual({ embedded: 28, waiting: 0, failed: 0 }))
  })

  test('that one caller may not use helps the others all the same', async () => {
    const model = knowingSynonyms(synonyms)
    const embed: Embedder['embed'] = async (texts, purpose, options) => {
      if (options?.by?.userId === 'cara') throw new ProblemError('llm.over_budget')
      return model.embed(texts, purpose, options)
    }
    const base = await start({ ...model, embed })
    await fill(base)
    await base.add('# The volume is slow\n\nResize it.\n')
    await base.setModel(true)
    await base.idle()
    expect((await search(base, 'sluggish disk', CARA)).degraded).toHaveLength(1)
    const { titles, degraded } = await search(base, 'sluggish disk')
    expect([titles[0], degraded]).toEqual(['The volume is slow', []])
  })

  test('that is no longer configured leaves no vectors and no errors', async () => {
    const kv = createMemoryKv()
    const base = await start(knowingSynonyms(synonyms), { kv })
    await fill(base)
    await base.setModel(true)
    await base.idle()
    expect(await kv.list('knowledge/vectors/')).not.toEqual([])
    await base.close()
    const without = await startKnowledgeBase({ kv })
    await without.idle()
    expect(await kv.list('knowledge/vectors/')).toEqual([])
    expect(await kv.list('knowledge/embedded/')).toEqual([])
    expect(without.errors).toEqual([])
  })

  test('is never mixed with another one: vectors of a model that was not checked are not asked', async () => {
    const kv = createMemoryKv()
    const before = await start(knowingSynonyms(synonyms), { kv })
    await fill(before)
    await before.setModel(true)
    await before.idle()
    await before.close()
    const after = await start(meaningless(), { kv })
    expect((await search(after, 'When titleaa is seen')).degraded).toEqual([
      'Searched by words alone: the model or its vectors do not answer',
    ])
    expect(String(after.errors[0])).toContain('"made/noise" was never checked, "made/synonyms" was')
  })
})

describe('a model that is away', () => {
  test.each<[string, () => Promise<never>]>([
    ['fails', () => Promise.reject(new Error('the model is gone'))],
    ['hangs', () => new Promise(() => {})],
  ])('that %s costs the search its part and little time, once', async (_, embed) => {
    let isAway = false
    const good = knowingSynonyms(synonyms)
    const base = await start({ ...good, embed: (...args) => (isAway ? embed() : good.embed(...args)) })
    await fill(base)
    await base.setModel(true)
    await base.idle()
    const { titles } = await search(base, 'When titleaa is seen')
    isAway = true
    const timed = async () => {
      const started = performance.now()
      const answer = await search(base, 'When titleaa is seen')
      return { ...answer, ms: performance.now() - started }
    }
    const first = await timed()
    expect(first.titles[0]).toBe(titles[0])
    expect(first.degraded).toHaveLength(1)
    expect(first.ms).toBeLessThan(3000)
    const second = await timed()
    expect(second.degraded).toHaveLength(1)
    expect(second.ms).toBeLessThan(500)
    isAway = false
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000)
    expect((await timed()).degraded).toEqual([])
  })
})
