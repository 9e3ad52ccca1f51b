import { describe, expect, test } from 'vitest'
import { toInstant } from '@faultmaven/signals'
import { createLineReader } from './line-reader.ts'
import { LOG_FORMATS } from './log-formats.ts'
import { patternReader } from './pattern-reader.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

describe.each(LOG_FORMATS.map((format) => [format.name, format] as const))('format %s', (_, format) => {
  test.each(format.samples.map((sample) => [sample.line, sample] as const))('reads %s', (line, { line: _line, ...expected }) => {
    const reader = createLineReader({ now: NOW })
    reader.choose([line])
    const read = reader.read(line)
    expect(read?.format).toBe(format.name)
    expect({ ...read, time: read?.time === undefined ? undefined : toInstant(read.time) }).toMatchObject({
      time: undefined,
      severity: undefined,
      ...expected,
    })
  })

  test('says where it is documented and has samples', () => {
    expect(format.reference).toMatch(/^https:\/\//)
    expect(format.samples.length).toBeGreaterThan(0)
  })
})

test.each(LOG_FORMATS.filter(({ pattern }) => pattern !== undefined).map((format) => [format.name, format] as const))(
  'format %s refuses hostile lines without searching them at length',
  (_, format) => {
    const { bodyOf } = patternReader(format)
    for (const piece of ['a', ' ', '[', '<1>', '1', '"', 'a.b(', '[a] ', '2026-03-04 05:06:07 ']) {
      const line = piece.repeat(100_000)
      expect(line.endsWith(bodyOf(line) ?? '')).toBe(true)
    }
  },
)

test('names of formats are unique', () => {
  expect(new Set(LOG_FORMATS.map(({ name }) => name)).size).toBe(LOG_FORMATS.length)
})
