import type { Predicate } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { check, idOf, logOf, sourceOf, whyNot } from '../test-source.ts'

const log = `${logOf([0, 'INFO started'], [1, 'ERROR pool: connection to 10.0.0.7:5432 refused'], [2, 'ERROR worker failed'])}  at run (job.js:7)
  at main (job.js:1)
`
const source = sourceOf(log)

function present(
  line: number,
  literals: string[],
  rest: Partial<Extract<Predicate, { name: 'present' }>['selector']> = {},
): Predicate {
  return { name: 'present', selector: { literals, ...rest }, at: [{ sourceId: idOf(1), line }] }
}

test('a line that holds the literals in order is cited with its exact bytes', async () => {
  const checked = await check(present(2, ['connection to ', ' refused']), source)
  expect(checked).toMatchObject({
    outcome: 'verified',
    claim: {
      result: { matches: 1 },
      computation: { name: 'faultmaven/present' },
      citations: [{ kind: 'text', line: 2, sha256: source.sha256, sourceName: 'app.log' }],
    },
  })
  if (checked.outcome !== 'verified' || checked.claim.citations[0]?.kind !== 'text') throw new Error('No text citation')
  const { bytes, quote } = checked.claim.citations[0]
  expect(log.slice(...bytes)).toBe(quote)
  expect(quote).toBe('2026-11-22T00:00:01.000Z ERROR pool: connection to 10.0.0.7:5432 refused')
})

test('literals that stand in several lines of a record are cited as the whole record', async () => {
  const checked = await check(present(4, ['worker failed', 'job.js:1']), source)
  expect(checked).toMatchObject({
    claim: {
      citations: [{ line: 3, quote: '2026-11-22T00:00:02.000Z ERROR worker failed\n  at run (job.js:7)\n  at main (job.js:1)' }],
    },
  })
})

test('a continuation line is proved by itself', async () => {
  expect(await check(present(5, ['job.js:1']), source)).toMatchObject({
    claim: { citations: [{ line: 5, quote: '  at main (job.js:1)' }] },
  })
})

test('every cited place must hold, not just one', async () => {
  const at = [2, 1].map((line) => ({ sourceId: idOf(1), line }))
  expect(await whyNot({ name: 'present', selector: { literals: ['refused'] }, at }, source)).toBe(
    'failed: The record at line 1 of "app.log" does not say so',
  )
})

test.each([
  ['another line', present(1, ['refused'])],
  ['a line beyond the end', present(99, ['refused'])],
  ['line 0', present(0, ['refused'])],
  ['a fraction of a line', present(1.5, ['refused'])],
  ['literals in another order', present(2, ['refused', 'connection'])],
  ['a literal that is used up', present(2, ['refused', 'refused'])],
  ['another case of letters', present(2, ['Refused'])],
  ['a text that is not there', present(2, ['timed out'])],
  ['nothing at all', present(2, [])],
  ['blanks', present(2, [' '])],
  ['a severity that the record does not have', present(1, ['started'], { minSeverity: 'error' })],
  ['a window before it', present(2, ['refused'], { window: { from: '2026-11-22T00:00:00Z', to: '2026-11-22T00:00:00.5Z' } })],
  ['a window that is none', present(2, ['refused'], { window: { from: '2026-11-23T00:00:00Z', to: '2026-11-22T00:00:00Z' } })],
  ['a date that is none', present(2, ['refused'], { window: { from: '2026-99-99T00:00:00Z', to: '2026-11-22T00:00:00Z' } })],
  ['another source', present(2, ['refused'], { sourceIds: [idOf(2)] })],
  ['no source', present(2, ['refused'], { sourceIds: [] })],
])('fails for %s', async (_, predicate) => {
  expect(await whyNot(predicate, source)).toMatch(/^failed: /)
})

test('fails for a place in an unknown source and for no place', async () => {
  const selector = { literals: ['refused'] }
  expect(await whyNot({ name: 'present', selector, at: [{ sourceId: idOf(9), line: 2 }] }, source)).toMatch(/^failed: /)
  expect(await whyNot({ name: 'present', selector, at: [] }, source)).toMatch(/^failed: /)
})

test('severity and window hold for the record of a cited continuation', async () => {
  const window = { from: '2026-11-22T00:00:02Z', to: '2026-11-22T00:00:02Z' }
  expect(await whyNot(present(5, ['job.js:1'], { minSeverity: 'error', window }), source)).toBeUndefined()
  expect(await whyNot(present(5, ['job.js:1'], { minSeverity: 'fatal' }), source)).toMatch(/^failed: /)
})

test('a record without time cannot be said to lie in a window', async () => {
  const plain = sourceOf('connection refused\n')
  const window = { from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z' }
  expect(await whyNot(present(1, ['refused'], { window }), plain)).toMatch(/^undecided: /)
})

test('what stands beyond the part of a huge line that is kept stays undecided', async () => {
  const huge = sourceOf(`2026-11-22T00:00:00Z INFO ${'x'.repeat(100_000)} needle\n`)
  expect(await whyNot(present(1, ['needle']), huge)).toMatch(/^undecided: /)
  expect(await whyNot(present(1, ['xxx']), huge)).toBeUndefined()
})

test('offsets and quotes count in the bytes of any encoding', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Zeile eins\r\nFehler: Gerät voll\r\n', 'utf16le')])
  const checked = await check(present(2, ['Gerät voll']), sourceOf(bytes))
  expect(checked).toMatchObject({ claim: { citations: [{ line: 2, bytes: [26, 62], quote: 'Fehler: Gerät voll' }] } })
})

test('a quote is cut at 400 characters and between characters', async () => {
  const checked = await check(present(1, ['disk full']), sourceOf(`disk full ${'😀'.repeat(500)}\n`))
  if (checked.outcome !== 'verified' || checked.claim.citations[0]?.kind !== 'text') throw new Error('No text citation')
  const { quote } = checked.claim.citations[0]
  expect(quote.length).toBeLessThanOrEqual(400)
  expect(quote).toMatch(/^disk full (?:😀)+$/u)
})
