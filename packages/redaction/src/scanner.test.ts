import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DIGITS, type Detector } from './detector.ts'
import { createScanner } from './scanner.ts'

const detectorOf = (anchors: Detector['anchors']): Detector => ({
  name: 'anchors',
  type: 'SECRET',
  source: '',
  anchors,
  find: (_, start, end) => ({ start, end }),
  samples: { found: [], left: [] },
})

test('createScanner() asks wherever an anchor ends, in any case, with the longest one that ends there', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 4 }), { minLength: 1 }),
      fc.string({ unit: fc.constantFrom('a', 'B', 'b', '-', '1', 'é') }),
      (anchors, text) => {
        const places: string[] = []
        const detector = {
          ...detectorOf(anchors),
          find: (_: string, start: number, end: number) => void places.push(`${start} ${end}`),
        }
        createScanner([detector])(text, () => {})
        const lower = text.toLowerCase()
        const wanted = Array.from(text, (_, at) => {
          const ending = anchors
            .filter((anchor) => lower.slice(0, at + 1).endsWith(anchor))
            .sort((one, other) => other.length - one.length)
          return ending.length > 0 ? [`${at + 1 - ending[0]!.length} ${at + 1}`] : []
        }).flat()
        expect(places).toEqual(wanted)
      },
    ),
  )
})

test('createScanner() asks at the first digit of a run, and not inside of what was found', () => {
  const scan = createScanner([{ ...detectorOf([DIGITS]), find: (_, start) => ({ start, end: start + 4 }) }])
  expect(scan('a12b3 45', () => {})).toEqual([
    { start: 1, end: 5, type: 'SECRET' },
    { start: 6, end: 10, type: 'SECRET' },
  ])
})

test('createScanner() refuses an anchor that it could never find', () => {
  expect(() => createScanner([detectorOf(['Key'])])).toThrow(new RangeError('Anchor "Key" is not printable ASCII in lower case'))
})
