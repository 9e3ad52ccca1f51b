import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knowingSynonyms } from '../../services/knowledge-base/src/testing/made-embedders.ts'
import { ANNA, ROOT, startKnowledgeBase } from '../../services/knowledge-base/src/testing/start-knowledge-base.ts'
import { createChromaVectors } from '../../services/knowledge-base/src/vectors/chroma-vectors.ts'
import { startChroma } from './support/chroma.ts'
import type { Engine } from './support/engine.ts'
import { whyNoEngines } from './support/engine-root.ts'

const why = whyNoEngines()
const DOCUMENTS = 24
const letters = (number: number) => String.fromCharCode(97 + (number % 5), 97 + Math.floor(number / 5))
const synonyms = Array.from({ length: DOCUMENTS }, (_, number) => `title${letters(number)}=body${letters(number)}`)

describe.skipIf(why)(`a knowledge base on ChromaDB${why ? `: ${why}` : ''}`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-chroma-away-'))
  let chroma: Engine
  beforeAll(async () => {
    chroma = await startChroma(folder)
  }, 900_000)
  afterAll(async () => {
    await chroma.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['hangs', 'is killed'] as const)('answers by words, in time and saying so, while the server %s', async (what) => {
    const base = await startKnowledgeBase({
      embedding: {
        openEmbedder: async () => knowingSynonyms(synonyms),
        openVectors: (space) =>
          createChromaVectors(`http://127.0.0.1:${chroma.port}`, { ...space, model: `${space.model} ${what}` }),
      },
    })
    for (let number = 0; number < DOCUMENTS; number++) {
      const text = `# When title${letters(number)} is seen\n\nThen body${letters(number)} was there before.\n`
      await base.add(text, { by: ROOT, scope: 'global' })
    }
    expect((await base.client.setSearchModel({ use: true }, base.as(ROOT))).state).toBe('on')
    await base.idle()
    const search = async () => {
      const started = performance.now()
      const { hits, degraded = [] } = await base.client.search({ question: 'titleaa bodyba' }, base.as(ANNA))
      return { best: hits.slice(0, 2).map(({ title }) => title), degraded, ms: performance.now() - started }
    }
    const whole = await search()
    expect(whole.degraded).toEqual([])

    if (what === 'hangs') chroma.signal('SIGSTOP')
    else await chroma.kill()
    const first = await search()
    const second = await search()
    if (what === 'hangs') chroma.signal('SIGCONT')
    for (const { best, degraded } of [first, second]) {
      expect(best.sort()).toEqual(whole.best.sort())
      expect(degraded).toEqual(['Searched by words alone: the model or its vectors do not answer'])
    }
    expect(first.ms).toBeLessThan(2500)
    expect(second.ms).toBeLessThan(500)
    await base.close()
  })
})
