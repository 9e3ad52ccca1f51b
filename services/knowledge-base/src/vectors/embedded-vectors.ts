import type { Kv } from '@faultmaven/storage'
import { decodeVectors, encodeVectors, type StoredVectors } from './encode-vectors.ts'
import { isFor, toUnit, type VectorHit, type Vectors, type VectorSpace } from './vectors.ts'

const PREFIX = 'knowledge/vectors/'
const PAGE = 100

/**
 * Vectors in a {@link Kv} and in memory, looked through one by one: exact. 4 bytes a number: 100,000 passages of 384 take 154 MB and some
 * 50 ms a question; beyond that a vector database answers faster.
 */
export async function createEmbeddedVectors(kv: Kv, space: VectorSpace): Promise<Vectors> {
  const documents = new Map<string, StoredVectors>()
  for (let after = ''; ;) {
    const page = await kv.list(PREFIX, { after, limit: PAGE })
    for (const { key, value } of page) {
      const stored = decodeVectors(value)
      // Of another model: they are replaced when the document is put again.
      if (stored?.space.model !== space.model || stored.space.dimension !== space.dimension) await kv.delete(key)
      else documents.set(key.slice(PREFIX.length), stored)
    }
    const last = page.at(-1)
    if (page.length < PAGE || !last) break
    after = last.key
  }

  return {
    space,
    async put({ documentId, key, owner, scope, vectors }) {
      const data = new Float32Array(vectors.length * space.dimension)
      for (const [at, vector] of vectors.entries()) data.set(toUnit(vector, space), at * space.dimension)
      const stored = { space, key, owner, scope, data }
      await kv.set(PREFIX + documentId, encodeVectors(stored))
      documents.set(documentId, stored)
    },
    async remove(documentId) {
      documents.delete(documentId)
      await kv.delete(PREFIX + documentId)
    },
    async query(vector, reader, limit) {
      const asked = toUnit(vector, space)
      const best: VectorHit[] = []
      for (const stored of documents.values()) if (isFor(stored, reader)) addNearest(best, stored, asked, limit)
      return best
    },
    async count() {
      return [...documents.values()].reduce((sum, { data }) => sum + data.length / space.dimension, 0)
    },
  }
}

/** Keeps the nearest in their order. */
function addNearest(best: VectorHit[], { key, data }: StoredVectors, asked: Float32Array, limit: number): void {
  for (let chunk = 0, at = 0; at < data.length; chunk++, at += asked.length) {
    let similarity = 0
    for (let number = 0; number < asked.length; number++) similarity += data[at + number]! * asked[number]!
    if (similarity <= (best[limit - 1]?.similarity ?? -Infinity)) continue
    let place = best.length
    while (place > 0 && best[place - 1]!.similarity < similarity) place--
    best.splice(place, 0, { key, chunk, similarity })
    if (best.length > limit) best.pop()
  }
}
