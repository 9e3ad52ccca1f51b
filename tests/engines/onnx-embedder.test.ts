import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOnnxEmbedder } from '../../services/knowledge-base/src/embedding/onnx-embedder.ts'
import { root } from '../support/server.ts'
import { makeOnnxModel } from './support/make-onnx-model.ts'
import { ensureOnnxLibrary } from './support/onnx-library.ts'

const entry = pathToFileURL(path.join(root, 'dist/server/embed-worker.mjs'))
const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-onnx-'))
const model = path.join(folder, 'made-model')
let packages = ''
beforeAll(() => {
  packages = ensureOnnxLibrary()
  makeOnnxModel(model, { disk: [3, 0, 0, 4], volume: [3, 0, 0, 4], network: [0, 2, 0, 0], slow: [0, 0, 1, 0] })
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a model folder is run in a thread: means of the words’ vectors, of length 1, in the order of the texts', async () => {
  const embedder = await createOnnxEmbedder({ folder: model, packages, entry })
  expect(embedder.space).toEqual({ model: expect.stringMatching(/^onnx\/made-model@[0-9a-f]{16}$/), dimension: 4 })
  const texts = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'disk' : 'network network'))
  const vectors = await embedder.embed(texts, 'passage')
  expect(vectors).toHaveLength(40)
  for (const [at, vector] of vectors.entries()) {
    const expected = at % 2 === 0 ? [0.6, 0, 0, 0.8] : [0, 1, 0, 0]
    for (const [number, value] of vector.entries()) expect(value).toBeCloseTo(expected[number]!, 5)
  }
  // Padding of the shorter text must not dilute it.
  const [short, long] = await embedder.embed(['volume', 'volume slow slow slow'], 'question')
  expect([...short!].map((value) => value.toFixed(3))).toEqual(['0.600', '0.000', '0.000', '0.800'])
  expect(long![2]! / long![0]!).toBeCloseTo(1, 5)
  await embedder.close()
  await expect(embedder.embed(['disk'], 'question')).rejects.toThrow('cannot be asked: its thread ended')
})

test('another network is another model', async () => {
  const other = path.join(folder, 'other', 'made-model')
  makeOnnxModel(other, { disk: [1, 0] })
  const [a, b] = [
    await createOnnxEmbedder({ folder: model, packages, entry }),
    await createOnnxEmbedder({ folder: other, packages, entry }),
  ]
  expect(a.space.model).not.toBe(b.space.model)
  await Promise.all([a.close(), b.close()])
})

test('says what to install, what a folder lacks, and what cannot be loaded', async () => {
  const without = createOnnxEmbedder({ folder: model, packages: folder, entry })
  await expect(without).rejects.toThrow(/npm install --prefix .* @huggingface\/transformers@4\.3\.1/)
  await expect(createOnnxEmbedder({ folder, packages, entry })).rejects.toThrow('onnx/model.onnx is missing')
})
