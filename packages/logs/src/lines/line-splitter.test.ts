import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../encoding/decode-text.ts'
import type { Encoding } from '../encoding/detect-encoding.ts'
import { createLineSplitter, MAX_LINE_BYTES, type Line } from './line-splitter.ts'

function split(bytes: Uint8Array, { sizes = [bytes.length], encoding }: { sizes?: readonly number[]; encoding?: Encoding } = {}) {
  const lines: Line[] = []
  const splitter = createLineSplitter({ onLine: (line) => lines.push(line), ...(encoding === undefined ? {} : { encoding }) })
  let from = 0
  for (let turn = 0; from < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    // A chunk may be reused by its owner once push has returned.
    const chunk = Uint8Array.from(bytes.subarray(from, from + size))
    splitter.push(chunk)
    chunk.fill(0x21)
    from += size
  }
  splitter.end()
  return { lines, encoding: splitter.encoding() }
}

const texts = (bytes: Uint8Array) => split(bytes).lines.map(({ text }) => text)

describe('createLineSplitter()', () => {
  test('ends lines at LF, CRLF and lone CR', () => {
    expect(texts(Buffer.from('a\nb\r\nc\rd\n\ne\r\r\n'))).toEqual(['a', 'b', 'c', 'd', '', 'e', ''])
  })

  test('gives the last line without a terminator and none for an empty source', () => {
    expect(texts(Buffer.from('a\nb'))).toEqual(['a', 'b'])
    expect(texts(new Uint8Array(0))).toEqual([])
  })

  test('splits random text as a regular expression does, whatever the chunks', () => {
    const piece = fc.constantFrom('a', 'log line', '\n', '\r', '\r\n', ' ', 'é', '日本', '\t', '🙂')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (pieces, sizes) => {
          const text = pieces.join('')
          const expected = text.split(/\r\n|\r|\n/)
          if (expected.at(-1) === '') expected.pop()
          const { lines } = split(Buffer.from(text), { sizes, encoding: 'utf-8' })
          expect(lines.map((line) => line.text)).toEqual(expected)
          for (const line of lines) expect(Buffer.from(text).subarray(line.start, line.end).toString()).toBe(line.text)
        },
      ),
    )
  })

  test('lines, offsets and encoding of random bytes do not depend on the chunks', () => {
    const bytes = fc.array(fc.constantFrom(0, 10, 13, 65, 0x80, 0xc3, 0xa9, 0xe2, 0xff, 0xfe), { maxLength: 80 })
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (values, sizes) => {
        const source = Uint8Array.from(values)
        const { lines, encoding } = split(source)
        expect(split(source, { sizes })).toEqual({ lines, encoding })
        for (const { start, end, text } of lines) expect(decodeText(source.subarray(start, end), encoding)).toBe(text)
      }),
    )
  })

  test.each(['utf16le', 'utf-16be'] as const)('counts bytes of the source in %s, with and without a byte order mark', (name) => {
    const text = 'first line, plain\r\nzweite Zeile: größer 日本\nlast\r'
    for (const mark of ['\ufeff', '']) {
      const bytes = Buffer.from(mark + text, 'utf16le')
      if (name === 'utf-16be') bytes.swap16()
      const { lines, encoding } = split(bytes, { sizes: [1, 3, 2] })
      expect(encoding).toBe(name === 'utf16le' ? 'utf-16le' : 'utf-16be')
      expect(lines.map((line) => line.text)).toEqual(['first line, plain', 'zweite Zeile: größer 日本', 'last'])
      for (const { start, end, text: line } of lines) expect(decodeText(bytes.subarray(start, end), encoding)).toBe(line)
    }
  })

  test('skips the mark of UTF-8 and falls back to Windows-1252', () => {
    expect(split(Buffer.from('\ufeffa\n')).lines[0]).toMatchObject({ text: 'a', start: 3, end: 4 })
    const latin = Buffer.from('Datenträger voll: Gerät nicht verfügbar\n', 'latin1')
    expect(split(latin)).toMatchObject({ encoding: 'windows-1252', lines: [{ text: 'Datenträger voll: Gerät nicht verfügbar' }] })
  })

  test('keeps 64 KiB of a long line and counts the rest exactly', () => {
    const long = 5 * MAX_LINE_BYTES + 17
    const bytes = Buffer.from(`before\n${'x'.repeat(long)}\nafter\n`)
    for (const sizes of [[bytes.length], [1000], [65_536], [70_001]]) {
      const { lines } = split(bytes, { sizes })
      expect(lines.map(({ start, end, cutBytes }) => [start, end, cutBytes])).toEqual([
        [0, 6, 0],
        [7, 7 + long, long - MAX_LINE_BYTES],
        [8 + long, 13 + long, 0],
      ])
      expect(lines[1]?.text.length).toBe(MAX_LINE_BYTES)
    }
  })

  test('cuts a long line between characters', () => {
    const bytes = Buffer.from(`${'x'.repeat(MAX_LINE_BYTES - 1)}€uro\n`)
    for (const sizes of [[bytes.length], [777]]) {
      expect(split(bytes, { sizes }).lines[0]).toMatchObject({ text: 'x'.repeat(MAX_LINE_BYTES - 1), cutBytes: 6 })
    }
  })

  test('reads a broken byte as Windows-1252 and leaves the characters around it', () => {
    expect(decodeText(Buffer.from([0xe2, 0x82, 0xac, 0x20, 0xe9, 0x20, 0x80]), 'utf-8')).toBe('€ é €')
  })
})
