import type { Predicate, ProposedClaim } from '@faultmaven/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkClaims } from './check-claims.ts'
import type { RecordBatch, SourceReader } from './source/source-reader.ts'
import { check, idOf, instant, logOf, pairOf, sourceOf, whyNot } from './test-source.ts'

const word = fc.constantFrom('ERROR', 'INFO', 'disk', 'full', 'refused', 'x', 'é', '日本', '10.0.0.1', '', ' ')
const message = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
const lines = fc.array(fc.tuple(fc.nat(60), message), { minLength: 1, maxLength: 12 })
const time = fc.oneof(fc.nat(90).map(instant), fc.constantFrom('2026-99-99T00:00:00Z', 'no date'))
const interval = fc.record({ from: time, to: time })
const anyId = fc.constantFrom(idOf(1), idOf(2), idOf(3))
const selector = fc.record(
  {
    literals: fc.array(fc.oneof(word, fc.string()), { maxLength: 3 }),
    minSeverity: fc.constantFrom('info' as const, 'error' as const),
    window: interval,
    sourceIds: fc.array(anyId, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const comparison = fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const)
const number = fc.oneof(fc.nat(5), fc.double())
const scalar = fc.oneof(fc.string(), number, fc.boolean(), fc.constant(null), fc.constant('missing'))
const place = fc.record({
  sourceId: anyId,
  pointer: fc.oneof(fc.string(), fc.constantFrom('', '/', '/a', '/a/0', '/b/~1', '/__proto__')),
})
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({
    name: fc.constant('present' as const),
    selector,
    at: fc.array(fc.record({ sourceId: anyId, line: fc.oneof(fc.integer(), fc.nat(15), fc.double()) }), { maxLength: 4 }),
  }),
  fc.record({ name: fc.constant('absent' as const), selector }),
  fc.record({ name: fc.constant('count' as const), selector, comparison, number }),
  fc.record({ name: fc.constant('rate-change' as const), selector, before: interval, after: interval }),
  fc.tuple(selector, selector).map(([one, other]) => pairOf('precedes', one, other)),
  fc.tuple(selector, selector, number).map(([one, other, withinMs]) => pairOf('co-occurs', one, other, withinMs)),
  fc.tuple(selector, selector).map(([first, second]) => ({ name: 'differs' as const, first, second })),
  fc.record({ name: fc.constant('configured' as const), place, comparison, value: scalar }),
  fc.record({ name: fc.constant('value' as const), place, comparison, number }),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  lines.map((records) => Buffer.from(logOf(...records))),
  fc.json().map((json) => Buffer.from(json)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text, 'utf16le')),
)

describe('the checker', { timeout: 60_000 }, () => {
  test('answers any claims about any sources, each with its claim or a reason, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(predicate, { maxLength: 8 }),
        bytes,
        bytes,
        fc.boolean(),
        async (predicates, one, two, complete) => {
          const sources = [
            sourceOf(one, { complete }),
            sourceOf(two, { sourceId: idOf(2), name: 'two.yaml', clockUncertaintyMs: 500 }),
          ]
          const claims = predicates.map((predicate, index): ProposedClaim => ({ id: `c${index}`, text: '', predicate }))
          const checked = await checkClaims(claims, sources)
          expect(checked.map((answer) => (answer.outcome === 'verified' ? answer.claim.id : answer.id))).toEqual(
            claims.map(({ id }) => id),
          )
          const proofs = checked.map((answer) =>
            answer.outcome === 'verified' ? answer.claim.citations.length : answer.why.length,
          )
          expect(Math.min(1, ...proofs)).toBe(1)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('cites only what stands in the source: every quote is the bytes it names', async () => {
    await fc.assert(
      fc.asyncProperty(lines, selector, fc.nat(12), async (records, selector, line) => {
        const log = logOf(...records)
        const source = sourceOf(log)
        const answers = [
          await check({ name: 'present', selector, at: [{ sourceId: idOf(1), line }] }, source),
          await check({ name: 'count', selector, comparison: '>', number: 0 }, source),
        ]
        const cited = answers.flatMap((answer) => (answer.outcome === 'verified' ? answer.claim.citations : []))
        for (const citation of cited.filter((citation) => citation.kind === 'text')) {
          const text = Buffer.from(log)
            .subarray(...citation.bytes)
            .toString()
          expect(citation.quote).toBe(text.slice(0, 400))
          expect(citation.sha256).toBe(source.sha256)
          expect(Buffer.from(log).subarray(0, citation.bytes[0]).toString().split('\n')).toHaveLength(citation.line)
          let from = 0
          for (const literal of selector.literals ?? []) {
            expect(text.indexOf(literal, from)).toBeGreaterThanOrEqual(from)
            from = text.indexOf(literal, from) + literal.length
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('rejects every citation of a line that does not say what is claimed', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(20), fc.string({ minLength: 1 }), async (records, line, invented) => {
        const literal = `invented ${invented}`
        const why = await whyNot(
          { name: 'present', selector: { literals: [literal] }, at: [{ sourceId: idOf(1), line }] },
          sourceOf(logOf(...records)),
        )
        expect(why).toMatch(/^failed: /)
      }),
      { numRuns: 200 },
    )
  })

  test('rejects a citation whose line was changed by one character', async () => {
    const literal = 'connection refused by db-1'
    const log = logOf([0, 'INFO a'], [1, `ERROR ${literal}`], [2, 'INFO b'])
    const claim: Predicate = { name: 'present', selector: { literals: [literal] }, at: [{ sourceId: idOf(1), line: 2 }] }
    expect(await whyNot(claim, sourceOf(log))).toBeUndefined()
    const start = log.indexOf(literal)
    for (let at = start; at < start + literal.length; at += 1) {
      expect(await whyNot(claim, sourceOf(`${log.slice(0, at)}#${log.slice(at + 1)}`))).toMatch(/^failed: /)
    }
  })

  test('counts as a search line by line would', async () => {
    await fc.assert(
      fc.asyncProperty(lines, word, async (records, literal) => {
        fc.pre(literal.trim() !== '')
        const expected = records.filter(([, message]) => message.includes(literal)).length
        const source = sourceOf(logOf(...records))
        expect(
          await whyNot({ name: 'count', selector: { literals: [literal] }, comparison: '=', number: expected }, source),
        ).toBeUndefined()
        const absent = await whyNot({ name: 'absent', selector: { literals: [literal] } }, source)
        expect(absent === undefined).toBe(expected === 0)
      }),
      { numRuns: 200 },
    )
  })
})

/** The same source, counting how often it is read. */
function counting(source: SourceReader) {
  const reads = { records: 0, lines: 0 }
  const reader: SourceReader = {
    ...source,
    records: () => {
      reads.records += 1
      return source.records()
    },
    lines: (numbers, visit) => {
      reads.lines += 1
      return source.lines(numbers, visit)
    },
  }
  return { reader, reads }
}
async function* failing(): AsyncGenerator<RecordBatch> {
  yield { records: [], skippedLines: 0 }
  throw new Error('Cannot open sealed bytes')
}
const claim = (predicate: Predicate, id = 'c'): ProposedClaim => ({ id, text: '', predicate })
const log = logOf([0, 'INFO a'], [1, 'ERROR b'], [2, 'ERROR b'])

describe('a batch of claims', () => {
  test('reads a source once for its lines and once for its records', async () => {
    const { reader, reads } = counting(sourceOf(log))
    const batch = ['a', 'b', 'c', 'd'].flatMap((literal): Predicate[] => [
      { name: 'count', selector: { literals: [literal] }, comparison: '>', number: 0 },
      { name: 'absent', selector: { literals: [literal] } },
      { name: 'present', selector: { literals: [literal] }, at: [1, 2, 3].map((line) => ({ sourceId: idOf(1), line })) },
    ])
    const checked = await checkClaims(
      batch.map((predicate) => claim(predicate)),
      [reader],
    )
    expect(checked).toHaveLength(12)
    expect(reads).toEqual({ records: 1, lines: 1 })
  })

  test('splits no record when the cited lines prove all', async () => {
    const { reader, reads } = counting(sourceOf(log))
    const present: Predicate = {
      name: 'present',
      selector: { literals: ['ERROR'] },
      at: [2, 3].map((line) => ({ sourceId: idOf(1), line })),
    }
    expect((await checkClaims([claim(present)], [reader]))[0]?.outcome).toBe('verified')
    expect(reads).toEqual({ records: 0, lines: 1 })
  })

  test('does not read sources that no claim selects', async () => {
    const { reader, reads } = counting(sourceOf(log, { sourceId: idOf(2) }))
    const absent: Predicate = { name: 'absent', selector: { literals: ['z'], sourceIds: [idOf(1)] } }
    expect((await checkClaims([claim(absent)], [sourceOf(log), reader]))[0]?.outcome).toBe('verified')
    expect(reads).toEqual({ records: 0, lines: 0 })
  })

  test('a source that cannot be read leaves its claims undecided and the others as they are', async () => {
    const broken: SourceReader = {
      ...sourceOf(log, { sourceId: idOf(2), name: 'broken.log' }),
      records: () => failing(),
      lines: () => Promise.reject(new Error('Cannot open sealed bytes')),
      text: () => Promise.reject(new Error('Cannot open sealed bytes')),
      trees: () => Promise.reject(new Error('Cannot open sealed bytes')),
    }
    const checked = await checkClaims(
      [
        claim({ name: 'absent', selector: { literals: ['z'] } }, 'all'),
        claim({ name: 'absent', selector: { literals: ['z'], sourceIds: [idOf(1)] } }, 'whole'),
        claim({ name: 'present', selector: { literals: ['b'] }, at: [{ sourceId: idOf(2), line: 2 }] }, 'place'),
        claim({ name: 'configured', place: { sourceId: idOf(2), pointer: '/a' }, comparison: '=', value: 1 }, 'path'),
      ],
      [sourceOf(log), broken],
    )
    expect(checked.map(({ outcome }) => outcome)).toEqual(['undecided', 'verified', 'undecided', 'undecided'])
    expect(checked[0]).toMatchObject({ why: '"broken.log" cannot be read: Cannot open sealed bytes' })
  })

  test('ends with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new Error('Nobody waits any more'))
    const checking = checkClaims([claim({ name: 'absent', selector: {} })], [sourceOf(log)], { signal })
    await expect(checking).rejects.toThrow('Nobody waits any more')
  })

  test('says which computation made a result', async () => {
    expect(await check({ name: 'absent', selector: { literals: ['z'] } }, sourceOf(log))).toMatchObject({
      claim: { id: 'c1', text: 'A claim', computation: { name: 'faultmaven/absent', version: '2' } },
    })
  })

  test('gives other work its turn within one long record that many claims search', async () => {
    const source = sourceOf(`${instant(0)} ${'a'.repeat(60_000)}\n`)
    const claims = Array.from({ length: 40 }, (_, index): ProposedClaim => ({
      id: `c${index}`,
      text: 'A claim',
      predicate: { name: 'absent', selector: { literals: [`b${index}`] } },
    }))
    let pauses = 0
    const pause = async () => void (pauses += 1)
    const checked = await checkClaims(claims, [source], { pause })
    expect(checked.map(({ outcome }) => outcome)).toEqual(claims.map(() => 'verified'))
    expect(pauses).toBeGreaterThan(15)
  })
})
