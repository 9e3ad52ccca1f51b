import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { check, idOf, instant, sourceOf, whyNot } from '../test-source.ts'

type Divides = Extract<Predicate, { name: 'divides' }>
type Selector = Divides['selector']

const line = (second: number, fields: Record<string, unknown>) =>
  `${JSON.stringify({ time: instant(second), level: 'info', msg: 'served', ...fields })}\n`
const source = sourceOf(
  [
    line(0, { 'http.status': 500, url: 'https://shop.example/cart?id=1' }),
    line(61, { 'http.status': 500, url: '/cart/7' }),
    line(62, { 'http.status': 503, url: '/cart?id=2' }),
    line(185, { 'http.status': 200, url: '/carts' }),
    line(186, { note: 'status 500 of /cart' }),
  ].join(''),
)
const status = (relation: 'is' | 'begins' | 'at-least', value: string) => ({ names: ['Status'], relation, value })
const count = (selector: Selector, number: number): Predicate => ({ name: 'count', selector, comparison: '=', number })
const divides = (by: Divides['by'], parts: Divides['parts'] = [], selector: Selector = {}): Predicate => ({
  name: 'divides',
  selector,
  by,
  parts,
})

describe('a field of a record', () => {
  test.each([
    ['is the value, found by the last part of its name', status('is', '500'), 2],
    ['is not the head of one', status('is', '50'), 0],
    ['begins with a head', status('begins', '5'), 3],
    ['is a number no smaller', status('at-least', '501'), 1],
    ['is a path or lies below it', { names: ['url'], relation: 'below' as const, value: '/cart' }, 3],
    ['is the first of several names that a record has', { names: ['none', 'url'], relation: 'begins' as const, value: '/' }, 3],
  ])('%s', async (_name, field, number) => {
    expect(await whyNot(count({ fields: [field] }, number), source)).toBeUndefined()
    expect(await whyNot(count({ fields: [field] }, number + 1), source)).toMatch(/^failed/)
  })

  test('must be as asked all at once', async () => {
    const fields = [status('is', '500'), { names: ['url'], relation: 'below' as const, value: '/cart/7' }]
    expect(await whyNot(count({ fields }, 1), source)).toBeUndefined()
  })

  test('that a record with very many others lacks may have been left out', async () => {
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, at]))
    const field = status('is', '500')
    expect(await whyNot(count({ fields: [field] }, 0), sourceOf(line(0, wide)))).toMatch(/^undecided/)
  })

  test('is also what the record names as its component or its severity', async () => {
    const own = sourceOf(line(0, { service: 'billing' }))
    const field = { names: ['component'], relation: 'is' as const, value: 'billing' }
    expect(await whyNot(count({ fields: [field] }, 1), own)).toBeUndefined()
  })
})

describe('divides', () => {
  test('tells the values of a field, most frequent first, paths without their query', async () => {
    const checked = await check(divides({ names: ['url'] }), source)
    expect(checked).toMatchObject({
      outcome: 'verified',
      claim: {
        result: { matches: 5, divided: 4, parts: 3, 'value 1': '/cart', 'count 1': 2, 'value 2': '/cart/7', 'count 2': 1 },
        citations: [{ kind: 'search', matches: 5 }, { kind: 'text', line: 1 }, {}, {}],
      },
    })
  })

  test('tells the steps of time, those without a record as well', async () => {
    const by = { everyMs: 60_000 }
    const parts = [1, 2, 0, 2].map((number, at) => ({ value: `${instant(60 * at).slice(0, 19)}.000000Z`, count: number }))
    expect(await whyNot(divides(by, parts), source)).toBeUndefined()
    expect(await whyNot(divides(by, parts.slice(1)), source)).toMatch(/^failed: Part 1 is/)
  })

  test('fails for another number, another order and a part that is not there', async () => {
    const by = { names: ['status'] }
    const right = [
      { value: '500', count: 2 },
      { value: '200', count: 1 },
    ]
    expect(await whyNot(divides(by, right), source)).toBeUndefined()
    expect(await whyNot(divides(by, [{ value: '500', count: 3 }]), source)).toMatch(/^failed/)
    expect(await whyNot(divides(by, right.toReversed()), source)).toMatch(/^failed/)
    expect(await whyNot(divides({ names: ['none'] }, right), source)).toBe('failed: Part 1 is not there')
  })

  test('counts what the selector chooses only', async () => {
    const selector: Selector = { fields: [status('begins', '5')], sourceIds: [idOf(1)] }
    expect(await whyNot(divides({ names: ['status'] }, [{ value: '500', count: 2 }], selector), source)).toBeUndefined()
  })

  test('is undecided where a record that has the field may match or not', async () => {
    const plain = sourceOf(`${JSON.stringify({ time: instant(1), msg: 'served', url: '/cart' })}\n`)
    expect(await whyNot(divides({ names: ['url'] }, [], { minSeverity: 'error' }), plain)).toMatch(/^undecided: 1 records/)
  })
})
