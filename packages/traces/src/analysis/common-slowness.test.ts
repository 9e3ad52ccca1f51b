import type { Span } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { analyseTraces } from '../analyse-traces.ts'
import { readSpans } from '../read-spans.ts'
import { timed } from '../testing/forest-of.ts'
import { toOtlp } from '../testing/write-spans.ts'

/** Twelve traces of a page that asks a store and a mailer; every third takes as long as told, in ms, the store and the others. */
function pages(storeMs: number, othersMs: number): Span[] {
  return Array.from({ length: 12 }, (_, at) => {
    const [store, other] = at % 3 === 0 ? [storeMs, othersMs] : [10, 10]
    const trace = { traceId: `t${at}`.padStart(32, '0') }
    const id = (letter: string) => `${letter}${at}`
    return [
      timed(id('a'), '', [at * 1000, at * 1000 + store + 3 * other], { ...trace, service: 'web', name: 'GET /' }),
      timed(id('b'), id('a'), [at * 1000, at * 1000 + store], { ...trace, service: 'store', name: 'Read' }),
      timed(id('c'), id('a'), [at * 1000 + store, at * 1000 + store + other], { ...trace, service: 'mail', name: 'Send' }),
      timed(id('d'), id('a'), [at * 1000 + store + other, at * 1000 + store + 2 * other], {
        ...trace,
        service: 'log',
        name: 'Put',
      }),
    ]
  }).flat()
}

const slowestOf = (spans: readonly Span[]) =>
  analyseTraces(readSpans(toOtlp(spans)).spans).outcomes.find(({ kind }) => kind === 'slow')?.slowOrigins[0]

test('one slow operation leaves the others as they are', () => {
  expect(slowestOf(pages(400, 10))).toMatchObject({ others: 1 })
})
test('what slows all shows in the others, too', () => {
  expect(slowestOf(pages(400, 90))?.others).toBeCloseTo(9, 0)
})
