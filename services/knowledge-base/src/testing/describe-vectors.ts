import { describe, expect, test } from 'vitest'
import type { EmbeddedDocument, Reader, Vectors, VectorSpace } from '../vectors/vectors.ts'

const SPACE: VectorSpace = { model: 'made/one', dimension: 4 }
const ANNA: Reader = { userId: 'anna', teamIds: ['payments'] }
const BERT: Reader = { userId: 'bert', teamIds: ['payments', 'search'] }
const CARA: Reader = { userId: 'cara', teamIds: [] }
/** Towards the axis `axis`, with a little of the next one. */
const towards = (axis: number, little = 0.1) => {
  const vector = new Float32Array(SPACE.dimension)
  vector[axis] = 3
  vector[(axis + 1) % SPACE.dimension] = 3 * little
  return vector
}
const documentOf = (documentId: string, change: Partial<EmbeddedDocument> = {}): EmbeddedDocument => ({
  documentId,
  key: `${documentId}@1`,
  owner: 'anna',
  scope: 'global',
  vectors: [towards(0)],
  ...change,
})

type Store = {
  /** Opens the store anew on what is there. */
  readonly open: (space: VectorSpace) => Promise<Vectors>
  /** Makes it an empty one. */
  readonly empty: () => Promise<void>
  /** Ends and starts what holds the data. */
  readonly restart: () => Promise<void>
}

/** What every store of vectors keeps to. */
export function describeVectors(name: string, { open, empty, restart }: Store): void {
  describe(`vectors ${name}`, () => {
    async function opened(): Promise<Vectors> {
      await empty()
      return open(SPACE)
    }
    const keysOf = async (vectors: Vectors, reader: Reader, limit = 10) =>
      (await vectors.query(towards(0), reader, limit)).map(({ key }) => key)

    test('gives the nearest passages, nearest first, with the cosine', async () => {
      const vectors = await opened()
      expect(await keysOf(vectors, ANNA)).toEqual([])
      await vectors.put(documentOf('a', { vectors: [towards(1), towards(0, 0)] }))
      await vectors.put(documentOf('b', { vectors: [towards(0, 1)] }))
      const hits = await vectors.query(towards(0, 0), ANNA, 10)
      expect(hits.map(({ key, chunk }) => `${key}/${chunk}`)).toEqual(['a@1/1', 'b@1/0', 'a@1/0'])
      expect(hits[0]!.similarity).toBeCloseTo(1, 5)
      expect(hits[1]!.similarity).toBeCloseTo(Math.SQRT1_2, 5)
      expect(hits[2]!.similarity).toBeCloseTo(0, 5)
      expect(await vectors.query(towards(0, 0), ANNA, 1)).toHaveLength(1)
      expect(await vectors.count()).toBe(3)
    })

    test('a version takes the place of the one before, with fewer or more passages', async () => {
      const vectors = await opened()
      await vectors.put(documentOf('a', { vectors: [towards(0), towards(0), towards(0)] }))
      await vectors.put(documentOf('a', { key: 'a@2', vectors: [towards(0), towards(1)] }))
      expect(await keysOf(vectors, ANNA)).toEqual(['a@2', 'a@2'])
      await vectors.put(documentOf('a', { key: 'a@2' }))
      expect(await vectors.count()).toBe(1)
    })

    test('a removed document is gone, others stay', async () => {
      const vectors = await opened()
      await vectors.put(documentOf('a'))
      await vectors.put(documentOf('b'))
      await vectors.remove('a')
      await vectors.remove('never-there')
      expect(await keysOf(vectors, ANNA)).toEqual(['b@1'])
    })

    test('gives each reader only what is the reader’s to find, and as many of that as were asked for', async () => {
      const vectors = await opened()
      for (let at = 0; at < 30; at++) await vectors.put(documentOf(`own-${at}`, { scope: 'user', vectors: [towards(0, 0)] }))
      await vectors.put(documentOf('team', { scope: 'team:payments', vectors: [towards(0, 0.5)] }))
      await vectors.put(documentOf('other-team', { owner: 'dora', scope: 'team:search', vectors: [towards(0, 0.6)] }))
      await vectors.put(documentOf('all', { vectors: [towards(0, 0.9)] }))
      expect(await keysOf(vectors, ANNA, 100)).toHaveLength(32)
      expect(await keysOf(vectors, BERT, 3)).toEqual(['team@1', 'other-team@1', 'all@1'])
      expect(await keysOf(vectors, CARA, 3)).toEqual(['all@1'])
      await vectors.put(documentOf('all', { scope: 'user' }))
      expect(await keysOf(vectors, CARA, 3)).toEqual([])
    })

    test('refuses vectors of another length and those without a direction, and keeps what was there', async () => {
      const vectors = await opened()
      await vectors.put(documentOf('a'))
      for (const wrong of [new Float32Array(3), new Float32Array(4), Float32Array.of(1, 2, 3, Number.NaN)]) {
        await expect(vectors.put(documentOf('a', { key: 'a@2', vectors: [towards(0), wrong] }))).rejects.toThrow(RangeError)
        await expect(vectors.query(wrong, ANNA, 1)).rejects.toThrow(RangeError)
      }
      expect(await keysOf(vectors, ANNA)).toEqual(['a@1'])
    })

    test('finds again after a restart what was put, and nothing of another space', async () => {
      const before = await opened()
      await before.put(documentOf('a', { vectors: [towards(0), towards(1)] }))
      const found = await before.query(towards(0), ANNA, 2)
      await restart()
      const after = await open(SPACE)
      expect(await after.count()).toBe(2)
      expect(await after.query(towards(0), ANNA, 2)).toEqual(found)
      const sameLength = await open({ ...SPACE, model: 'made/other' })
      expect([await sameLength.count(), await keysOf(sameLength, ANNA)]).toEqual([0, []])
      const longer = await open({ ...SPACE, dimension: 5 })
      expect(await longer.query(Float32Array.of(1, 0, 0, 0, 0), ANNA, 1)).toEqual([])
    })
  })
}
