import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LINE_SCANNER_SOURCE } from './line-scanner-code.ts'
import { NEW_LINE, takeScanner, UNKNOWN_LINE } from './line-scanner.ts'

test('the code was made from the source that stands beside it: else run `npm run assemble`', () => {
  const folder = new URL('../../assembly/', import.meta.url)
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).toSorted()) hash.update(readFileSync(new URL(name, folder)))
  expect(hash.digest('hex')).toBe(LINE_SCANNER_SOURCE)
})

/** Shapes of lines, in the order of the lines. */
function shapesOf(...lines: readonly string[]): readonly bigint[] {
  const scanner = takeScanner()
  return lines.map((line) => {
    expect(scanner.find(Buffer.from(`${line}\n`), 0)).toBe(NEW_LINE)
    expect(scanner.end()).toBe(Buffer.byteLength(line))
    return scanner.shape()
  })
}

test.each([
  ['numbers', 'sent 12 bytes', 'sent 7 bytes'],
  ['words with a digit', 'node a7 is up', 'node z99x_1 is up'],
  ['joined parameters', 'from 10.0.0.1:80 to 7', 'from 2001-07-05 to 7'],
  ['groups of a UUID without a digit', 'id 7f9e0a1b-cafe-4f9e-beef-0123456789ab', 'id 7f9e0a1b-3f9e-4f9e-8bad-0123456789ab'],
  ['letters of other alphabets in them', 'user ö7 left', 'user 8ß left'],
  ['longer than a block of the bitmaps', `${'word '.repeat(40)}7 end`, `${'word '.repeat(40)}${'7'.repeat(200)} end`],
])('lines that differ in %s only have one shape', (_, a, b) => {
  const [first, second] = shapesOf(a, b)
  expect(first).toBe(second)
})

test.each([
  ['a word', 'user ada left', 'user eve left'],
  ['a mark', 'user ada left', 'user ada: left'],
  ['what stands between parameters', 'from 1 2', 'from 1.2'],
  ['two marks between parameters', 'at 1..2', 'at 1.2'],
  ['where a parameter stands', 'a 1 b', 'a b 1'],
  ['letters that stand in a word with a digit in one only', 'node up', 'node7 up'],
  ['a word of letters between dashes that is no group of a UUID', 'at 7-cafes-x', 'at 7-faces-x'],
  ['a letter behind the first 64 bytes', `${'word '.repeat(40)}end`, `${'word '.repeat(40)}enD`],
])('lines that differ in %s have two', (_, a, b) => {
  const [first, second] = shapesOf(a, b)
  expect(first).not.toBe(second)
})

test.each(['\tat a.b', ' x', 'colour \u001b[31m', 'long '.repeat(300), '{"a":1', '{"a":tru}', '{"a":01}', '{"a":"\\x"}'])(
  'reads %j in full',
  (line) => {
    expect(takeScanner().find(Buffer.from(`${line}\n`), 0)).toBe(UNKNOWN_LINE)
  },
)

test('words with a digit are told with their places, whatever block of the bitmaps they cross', () => {
  const scanner = takeScanner()
  for (let indent = 0; indent < 200; indent++) {
    const before = 'x'.repeat(indent)
    scanner.unload()
    scanner.find(Buffer.from(`${before}y a1b2 77\n`), 0)
    expect(scanner.line.words).toBe(2)
    expect([...scanner.line.starts.subarray(0, 2)]).toEqual([indent + 2, indent + 7])
    expect([...scanner.line.ends.subarray(0, 2)]).toEqual([indent + 6, indent + 9])
  }
})

test('values of an object are told with their places, texts without their quotes', () => {
  const scanner = takeScanner()
  const line = '{ "a" : "x \\"7\\"", "b":[1,{"c":null}], "d":-1.5e3 }'
  expect(scanner.find(Buffer.from(`${line}\n`), 0)).toBe(NEW_LINE)
  const { keys, keyFrom, keyTo, from, to } = scanner.object
  const pairs = Array.from({ length: keys }, (_, at) => [line.slice(keyFrom[at], keyTo[at]), line.slice(from[at], to[at])])
  expect(pairs).toEqual([
    ['a', 'x \\"7\\"'],
    ['b', '[1,{"c":null}]'],
    ['d', '-1.5e3'],
  ])
})
