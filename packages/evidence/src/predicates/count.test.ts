import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { check, idOf, instant, logOf, sourceOf, whyNot } from '../test-source.ts'

type Selector = Extract<Predicate, { name: 'absent' }>['selector']
const absent = (selector: Selector): Predicate => ({ name: 'absent', selector })
const count = (selector: Selector, comparison: '=' | '!=' | '<' | '<=' | '>' | '>=', number: number): Predicate => ({
  name: 'count',
  selector,
  comparison,
  number,
})
const micros = (second: number) => instant(second).replace('Z', '000Z')
const log = logOf([0, 'INFO a'], [1, 'ERROR b'], [2, 'ERROR b'], [3, 'WARN c'], [9, 'ERROR d'])
const source = sourceOf(log)

describe('absent', () => {
  test('holds when every source was searched whole, and says how much that was', async () => {
    const checked = await check(absent({ literals: ['out of memory'] }), source, sourceOf('x\ny\n', { sourceId: idOf(2) }))
    expect(checked).toMatchObject({
      outcome: 'verified',
      claim: {
        result: { matches: 0, recordsSearched: 7 },
        citations: [{ kind: 'search', matches: 0, recordsSearched: 7, first: [], searched: { sources: 2 } }],
      },
    })
  })

  test('fails for one match', async () => {
    expect(await whyNot(absent({ literals: ['ERROR', 'd'] }), source)).toBe('failed: 1 records match')
  })

  test('looks into the selected sources only', async () => {
    const other = sourceOf('out of memory\n', { sourceId: idOf(2) })
    expect(await whyNot(absent({ literals: ['memory'], sourceIds: [idOf(1)] }), source, other)).toBeUndefined()
    expect(await whyNot(absent({ literals: ['memory'], sourceIds: [idOf(2)] }), source, other)).toMatch(/^failed: /)
    expect(await whyNot(absent({ literals: ['memory'], sourceIds: [idOf(3)] }), source, other)).toMatch(/^failed: /)
  })

  test('is undecided for a source that is here in part', async () => {
    expect(await whyNot(absent({ literals: ['x'] }), sourceOf(log, { complete: false }))).toBe(
      'undecided: "app.log" is here in part only',
    )
  })

  test('is undecided without any source', async () => {
    expect(await whyNot(absent({ literals: ['x'] }))).toMatch(/^undecided: /)
  })

  test('is undecided when lines were skipped as no text', async () => {
    const binary = sourceOf(Buffer.concat([Buffer.from(log), Buffer.alloc(500), Buffer.from('\nERROR e\n')]))
    expect(await whyNot(absent({ literals: ['x'] }), binary)).toMatch(/^undecided: .*no text/)
  })

  test('is undecided when a record is longer than what is searched of it', async () => {
    expect(await whyNot(absent({ literals: ['needle'] }), sourceOf(`${'x'.repeat(70_000)} needle\n`))).toMatch(
      /^undecided: .*longer/,
    )
  })

  test('in a window needs logs that span it', async () => {
    const within = { from: instant(3), to: instant(8) }
    expect(await whyNot(absent({ literals: ['ERROR'], window: within }), source)).toBeUndefined()
    expect(await whyNot(absent({ literals: ['ERROR'], window: { from: instant(1), to: instant(8) } }), source)).toMatch(
      /^failed: /,
    )
    expect(await whyNot(absent({ literals: ['ERROR'], window: { from: instant(10), to: instant(20) } }), source)).toMatch(
      /^undecided: .*span/,
    )
  })

  test('in a window is undecided by a match that has no time', async () => {
    const mixed = sourceOf(`ERROR before the first stamp\n${log}`)
    const window = { from: instant(3), to: instant(8) }
    expect(await whyNot(absent({ literals: ['before the first'], window }), mixed)).toMatch(/^undecided: .*lack/)
    expect(await whyNot(absent({ literals: ['nowhere'], window }), mixed)).toBeUndefined()
  })

  test('by severity is undecided where a record has none', async () => {
    expect(await whyNot(absent({ minSeverity: 'fatal' }), source)).toBeUndefined()
    expect(await whyNot(absent({ minSeverity: 'fatal' }), sourceOf('words without a level\n'))).toMatch(/^undecided: /)
  })
})

describe('count', () => {
  test('is recounted, with the first three as citations', async () => {
    const checked = await check(count({ literals: ['ERROR'] }, '=', 3), source)
    expect(checked).toMatchObject({
      claim: {
        result: { matches: 3 },
        citations: [{ kind: 'search', matches: 3 }, { kind: 'text', line: 2 }, { line: 3 }, { line: 5 }],
      },
    })
  })

  test.each([
    ['=', 2, 'failed'],
    ['!=', 2, undefined],
    ['>', 2, undefined],
    ['>', 3, 'failed'],
    ['>=', 3, undefined],
    ['<', 3, 'failed'],
    ['<=', 3, undefined],
    ['=', NaN, 'failed'],
  ] as const)('%s %d of three', async (comparison, number, outcome) => {
    expect((await whyNot(count({ literals: ['ERROR'] }, comparison, number), source))?.split(':')[0]).toBe(outcome)
  })

  test('by severity and window', async () => {
    expect(
      await whyNot(count({ minSeverity: 'warn', window: { from: instant(2), to: instant(3) } }, '=', 2), source),
    ).toBeUndefined()
  })

  test('of a part of a source is a lower bound only', async () => {
    const part = sourceOf(log, { complete: false })
    expect(await whyNot(count({ literals: ['ERROR'] }, '>=', 3), part)).toBeUndefined()
    expect(await whyNot(count({ literals: ['ERROR'] }, '=', 3), part)).toMatch(/^undecided: /)
    expect(await whyNot(count({ literals: ['ERROR'] }, '<=', 5), part)).toMatch(/^undecided: /)
    expect(await whyNot(count({ literals: ['ERROR'] }, '<', 3), part)).toMatch(/^failed: /)
    expect(await whyNot(count({ literals: ['ERROR'] }, '!=', 2), part)).toBeUndefined()
  })

  test('tells of how many records, and when the first and the last were', async () => {
    expect(await check(count({ literals: ['ERROR'] }, '=', 3), source)).toMatchObject({
      claim: { result: { matches: 3, recordsSearched: 5, firstAt: micros(1), lastAt: micros(9) } },
    })
  })

  test('finds literals in any case and as whole words only where asked to', async () => {
    const requests = sourceOf('GET /a 502\nGET /b 15020\nPool TIMEOUT\npool timeouts\n')
    expect(await whyNot(count({ literals: ['502'] }, '=', 2), requests)).toBeUndefined()
    expect(await whyNot(count({ literals: ['502'], wholeWords: true }, '=', 1), requests)).toBeUndefined()
    expect(await whyNot(count({ literals: ['Timeout'] }, '=', 0), requests)).toBeUndefined()
    expect(await whyNot(count({ literals: ['Timeout'], ignoreCase: true }, '=', 2), requests)).toBeUndefined()
    const words = { literals: ['pool', 'timeout'], ignoreCase: true, wholeWords: true }
    expect(await whyNot(count(words, '=', 1), requests)).toBeUndefined()
  })
})
