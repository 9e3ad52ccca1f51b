import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createSqliteKv, type Kv } from '@faultmaven/storage'
import { afterAll, expect, test } from 'vitest'
import { describeVectors } from '../testing/describe-vectors.ts'
import { createEmbeddedVectors } from './embedded-vectors.ts'
import { decodeVectors, encodeVectors } from './encode-vectors.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-vectors-'))
let kv: Kv | undefined
let made = 0
let file = ''
afterAll(async () => {
  await kv?.close()
  rmSync(folder, { recursive: true, force: true })
})

describeVectors('in SQLite', {
  open: (space) => createEmbeddedVectors((kv ??= createSqliteKv(file)), space),
  async empty() {
    await close()
    file = path.join(folder, `${made++}.db`)
  },
  restart: close,
})

async function close(): Promise<void> {
  await kv?.close()
  kv = undefined
}

test('a block that is cut or foreign is no vectors', () => {
  const stored = {
    space: { model: 'mädchen', dimension: 2 },
    key: 'a@1',
    owner: 'o',
    scope: 'global',
    data: Float32Array.of(1, 0),
  }
  const bytes = encodeVectors(stored)
  expect(decodeVectors(bytes)).toEqual(stored)
  for (let length = 0; length < bytes.length; length++) expect(decodeVectors(bytes.subarray(0, length))).toBeUndefined()
  expect(decodeVectors(Buffer.from('SQLite format 3 and more'))).toBeUndefined()
})
