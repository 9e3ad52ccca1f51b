import { expect, test } from 'vitest'
import { sampleAnswer } from '@faultmaven/testkit'
import { exitCode } from './analyze.ts'

const [source] = sampleAnswer().sources

test('files of which none could be read are no answer, whatever could be said without them', () => {
  if (source === undefined) throw new Error('The sample answer has a source')
  const refused = { ...source, state: 'refused' as const }
  expect(exitCode({ outcome: 'answered', sources: [refused] })).toBe(3)
  expect(exitCode({ outcome: 'answered', sources: [refused, source] })).toBe(0)
  expect(exitCode({ outcome: 'answered', sources: [] })).toBe(0)
  expect(exitCode({ outcome: 'supported', sources: [refused] })).toBe(1)
})
