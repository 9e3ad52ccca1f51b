import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { createCollector } from './collector.ts'

test('createCollector() says where it stopped taking samples, and counts no value that is none', () => {
  const collector = createCollector(2)
  const samples = [1, Number.NaN, 2, 3, 4].map((value, at) => ({ time: microseconds(at), value, line: at + 1 }))
  for (const sample of samples) collector.add({ name: 'a', attributes: {} }, sample)
  expect(collector.series()[0]!.samples.map(({ value }) => value)).toEqual([1, 2])
  expect(collector.left()).toMatchObject({ line: 4, message: expect.stringContaining('2 samples from here on') as string })
  expect(createCollector().left()).toBeUndefined()
})
