import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonScalars } from './json-scalars.ts'

type Scalar = string | number | boolean

/** What parsing the whole text finds. */
function flattened(value: unknown, path = '', depth = 0): [string, Scalar][] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path, value]]
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === 4) return []
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, path === '' ? key : `${path}.${key}`, depth + 1))
}

const key = fc.oneof(fc.constantFrom('msg', 'level', 'error', 'k', 'a"b', 'ü\n'), fc.stringMatching(/^[a-z][a-z_]{0,40}$/))
const { object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
}))

test('jsonScalars() finds in an object of few keys what parsing it finds', () => {
  fc.assert(
    fc.property(object, fc.constantFrom(0, 1, '\t'), fc.constantFrom('', ',', ' ', ', '), (value, space, after) => {
      const text = JSON.stringify(value, undefined, space)
      expect([...jsonScalars(text + after)!]).toEqual(flattened(JSON.parse(text)))
    }),
    { numRuns: 1000 },
  )
})

test('jsonScalars() refuses what is cut or goes on', () => {
  fc.assert(
    fc.property(object, fc.nat(), (value, cut) => {
      const text = JSON.stringify(value)
      expect(jsonScalars(text.slice(0, cut % text.length))).toBeUndefined()
      expect(jsonScalars(`${text} x`)).toBeUndefined()
      expect(jsonScalars(`${text}${text}`)).toBeUndefined()
    }),
  )
})

test.each([
  '{a:1}',
  '{"a"}',
  '{"a":}',
  '{"a":01}',
  '{"a":tru}',
  '{"a":1 2}',
  '{"a":"\\x"}',
  '{,}',
  '{"a":[}',
  '{"a":1,}',
  '[{"a":1}]',
])('jsonScalars() refuses %s', (text) => {
  expect(jsonScalars(text)).toBeUndefined()
})

test('jsonScalars() finds the message behind hundreds of other keys, of which it keeps fifty', () => {
  const wide = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`key${at}`, { of: at }]))
  const scalars = jsonScalars(JSON.stringify({ time: '2026-03-04T05:06:07Z', wide, level: 'warn', error: { message: 'lost' } }))!
  expect([...scalars.keys()].filter((path) => !path.startsWith('wide.'))).toEqual(['time', 'level', 'error.message'])
  expect(scalars.size).toBe(53)
})

test.each([
  ['brackets', `{"a":${'['.repeat(32_000)}${']'.repeat(32_000)}}`, 0],
  ['objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 0],
  ['escaped quotes', `{"a":"${'\\"'.repeat(32_000)}"}`, 1],
  ['backslashes', `{"a":[${'"\\\\\\\\",'.repeat(8000)}0]}`, 0],
  ['the same key again', `{${'"msg":"x",'.repeat(6000)}"msg":"y"}`, 1],
])('jsonScalars() passes 64 KiB of %s in no time', (_, text, found) => {
  const before = performance.now()
  for (let turn = 0; turn < 20; turn++) expect(jsonScalars(text)?.size).toBe(found)
  expect((performance.now() - before) / 20).toBeLessThan(20)
})
