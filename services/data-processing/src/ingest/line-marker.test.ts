import { createLineSplitter, type Encoding } from '@faultmaven/logs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineMarker, MARK_EVERY_BYTES } from './line-marker.ts'

/** Where lines begin, by the splitter that the log reader uses. */
function startsOf(bytes: Uint8Array, encoding: Encoding): number[] {
  const starts: number[] = []
  const splitter = createLineSplitter({ encoding, onLine: ({ start }) => starts.push(start) })
  splitter.push(bytes)
  splitter.end()
  return starts
}
const encode: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'windows-1252': (text) => Buffer.from(text, 'latin1'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
}

test.each(['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const)(
  'createLineMarker() counts lines and marks their starts in %s as the splitter does, however the bytes are cut',
  (encoding) => {
    const piece = fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', '\n\n', 'ü', '上')
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 50_000 }), (pieces, size) => {
        const pattern = pieces.join('')
        const text = pattern.repeat(Math.ceil((3 * MARK_EVERY_BYTES) / pattern.length))
        const bytes = encode[encoding]?.(text) ?? Buffer.alloc(0)
        const marker = createLineMarker({ encoding, bomBytes: 0 })
        for (let at = 0; at < bytes.length; at += size) marker.push(bytes.subarray(at, at + size))
        const starts = startsOf(bytes, encoding)
        expect(marker.lines()).toBe(starts.length)
        const marks = marker.marks()
        for (let at = 0; at < marks.length; at += 2) expect(starts[(marks[at] ?? 0) - 1]).toBe(marks[at + 1])
      }),
      { numRuns: 60 },
    )
  },
  120_000,
)

test('createLineMarker() marks about every 64 KiB', () => {
  const marker = createLineMarker({ encoding: 'utf-8', bomBytes: 0 })
  marker.push(Buffer.from('one line of some thirty bytes\n'.repeat(40_000)))
  expect(marker.lines()).toBe(40_000)
  expect(marker.marks().length / 2).toBe(Math.ceil((40_000 * 30) / MARK_EVERY_BYTES))
})
