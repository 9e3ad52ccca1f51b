import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'

function recording(write: (batch: readonly number[]) => Promise<void> = async () => {}) {
  const batches: (readonly number[])[] = []
  const batcher = createBatcher<number>({
    maxItems: 3,
    maxDelayMs: 1_000_000,
    async write(batch) {
      batches.push(batch)
      await write(batch)
    },
  })
  return { batches, batcher }
}

test('createBatcher() writes full batches by itself and the rest when flushed, in order', async () => {
  const { batches, batcher } = recording()
  for (const item of [1, 2, 3, 4, 5]) await batcher.add(item)
  expect(batches).toEqual([[1, 2, 3]])
  await batcher.flush()
  await batcher.flush()
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
})

test('createBatcher() writes one batch after another', async () => {
  let underWay = 0
  const { batches, batcher } = recording(async () => {
    underWay += 1
    expect(underWay).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    underWay -= 1
  })
  await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => batcher.add(item)))
  await batcher.flush()
  expect(batches.flat()).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('createBatcher() writes nothing after a write that failed, and says so again', async () => {
  const { batches, batcher } = recording(() => Promise.reject(new Error('disk full')))
  await batcher.add(1)
  await expect(batcher.flush()).rejects.toThrow('disk full')
  await batcher.add(2)
  await expect(batcher.flush()).rejects.toThrow('disk full')
  expect(batches).toEqual([[1]])
})
