import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeVectors } from '../../services/knowledge-base/src/testing/describe-vectors.ts'
import { createChromaVectors } from '../../services/knowledge-base/src/vectors/chroma-vectors.ts'
import { startChroma } from './support/chroma.ts'
import type { Engine } from './support/engine.ts'
import { whyNoEngines } from './support/engine-root.ts'

const why = whyNoEngines()

describe.skipIf(why)(`ChromaDB${why ? `: ${why}` : ''}`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-chroma-'))
  let chroma: Engine
  let made = 0
  beforeAll(async () => {
    chroma = await startChroma(folder)
  }, 900_000)
  afterAll(async () => {
    await chroma.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  describeVectors('on ChromaDB', {
    // A space of its own for each test, so that it begins empty.
    open: ({ model, dimension }) =>
      createChromaVectors(`http://127.0.0.1:${chroma.port}`, { model: `${model}-${made}`, dimension }),
    empty: async () => void made++,
    async restart() {
      await chroma.kill()
      chroma = await startChroma(folder)
    },
  })
})
