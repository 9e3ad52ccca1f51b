import { describe, expect, test } from 'vitest'
import { createScanner } from '../scanner.ts'
import { ALL_DETECTORS } from './all-detectors.ts'

describe.each(ALL_DETECTORS.map((detector) => [detector.name, detector] as const))('%s', (_, detector) => {
  const scan = createScanner([detector])
  const mark = (text: string) => {
    const spans = scan(text, () => {}).sort((one, other) => other.start - one.start)
    return spans.reduce(
      (marked, { start, end }) => `${marked.slice(0, start)}⟦${marked.slice(start, end)}⟧${marked.slice(end)}`,
      text,
    )
  }
  test.each(detector.samples.found)('finds %s', (sample) => {
    expect(mark(sample.replaceAll(/[⟦⟧]/g, ''))).toBe(sample)
  })
  test.each(detector.samples.left)('leaves %s', (sample) => {
    expect(mark(sample)).toBe(sample)
  })
  test('says where it is documented and has samples of both kinds', () => {
    expect(detector.source).toMatch(/^https:\/\//)
    expect(detector.samples.found.length).toBeGreaterThan(0)
  })
})
