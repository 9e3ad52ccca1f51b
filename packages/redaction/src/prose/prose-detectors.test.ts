import { describe, expect, test } from 'vitest'
import { PROSE_DETECTORS } from './find-in-prose.ts'

describe.each(PROSE_DETECTORS.map((detector) => [detector.name, detector] as const))('%s', (_, { pattern, samples, source }) => {
  const found = (text: string) => [...text.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined))
  test.each(samples.found)('finds %s', (sample) => {
    expect(found(sample.replaceAll(/[⟦⟧]/g, ''))).toEqual([...sample.matchAll(/⟦(.*?)⟧/g)].map((match) => match[1]))
  })
  test.each(samples.left)('leaves %s', (sample) => {
    expect(found(sample)).toEqual([])
  })
  test('says where it is documented', () => {
    expect(source).toMatch(/^https:\/\//)
  })
})
