import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { check, idOf, sourceOf, whyNot } from '../test-source.ts'

type SpanClaim = Extract<Predicate, { name: 'span' }>

const OTLP = {
  traceId: 'a1',
  spanId: 'b1',
  name: 'GET /cart',
  startTimeUnixNano: '1763769600000000001',
  endTimeUnixNano: '1763769600000002000',
  attributes: [{ key: 'http.response.status_code', value: { intValue: '503' } }],
}
const JAEGER = {
  traceID: 'a1',
  spanID: 'b1',
  operationName: 'GET /cart',
  duration: 7,
  tags: [{ key: 'error', type: 'bool', value: true }],
}
const ZIPKIN = { traceId: 'a1', id: 'b1', name: 'GET /cart', duration: 7, tags: { 'http.status_code': '200' } }

/** A claim about the span that `text` is, in a document of two lines. */
function claimOf(
  text: string,
  claim: Partial<Pick<SpanClaim, 'field' | 'comparison' | 'value'>> & Partial<SpanClaim['span']> = {},
) {
  const before = '{"spans":[\n'
  const { field = 'name', comparison = '=', value = 'GET /cart', ...span } = claim
  const bytes: [number, number] = [before.length, before.length + Buffer.byteLength(text)]
  const place = { sourceId: idOf(1), traceId: 'a1', spanId: 'b1', line: 2, bytes, ...span }
  return [{ name: 'span', span: place, field, comparison, value }, sourceOf(`${before}${text}]}\n`)] as const
}

describe('span', () => {
  test('reads name, duration to the nanosecond and error from the bytes of a span, and cites them', async () => {
    const text = JSON.stringify(OTLP)
    for (const [field, value] of Object.entries({ name: 'GET /cart', durationNs: 1999, isError: true } as const)) {
      const checked = await check(...claimOf(text, { field: field as SpanClaim['field'], value }))
      expect(checked).toMatchObject({ outcome: 'verified', claim: { result: { [field]: value } } })
      if (checked.outcome === 'verified')
        expect(checked.claim.citations).toMatchObject([
          { kind: 'span', line: 2, traceId: 'a1', spanId: 'b1', quote: text.slice(0, 400) },
        ])
    }
  })

  test.each([
    ['Jaeger', JAEGER, 7000, true],
    ['Zipkin', ZIPKIN, 7000, false],
    ['a span whose status says that it went well', { ...OTLP, status: { code: 1 } }, 1999, false],
  ])('reads %s', async (_, span, durationNs, isError) => {
    const text = JSON.stringify(span)
    expect(await whyNot(...claimOf(text, { field: 'durationNs', comparison: '>=', value: durationNs }))).toBeUndefined()
    expect(await whyNot(...claimOf(text, { field: 'isError', value: isError }))).toBeUndefined()
    expect(await whyNot(...claimOf(text, { field: 'isError', value: !isError }))).toMatch(/^failed/)
  })

  test('reads a row by the names of its columns', async () => {
    const header = 'trace_id,span_id,operation,start_ms,end_ms,status\n'
    const row = 'a1,b1,"GET ""/cart"", all",1763769600000,1763769600007,error'
    const source = sourceOf(`${header}${row}\n`)
    const span = {
      sourceId: idOf(1),
      traceId: 'a1',
      spanId: 'b1',
      line: 2,
      bytes: [header.length, header.length + row.length] as [number, number],
    }
    const claims: Predicate[] = [
      { name: 'span', span, field: 'name', comparison: '=', value: 'GET "/cart", all' },
      { name: 'span', span, field: 'durationNs', comparison: '=', value: 7e6 },
      { name: 'span', span, field: 'isError', comparison: '=', value: true },
    ]
    for (const claim of claims) expect(await whyNot(claim, source)).toBeUndefined()
  })

  test('refuses another span, bytes of another line, bytes that are no span, and what the span does not say', async () => {
    const text = JSON.stringify(OTLP)
    expect(await whyNot(...claimOf(text, { spanId: 'b2' }))).toBe('failed: Another span stands at that place')
    expect(await whyNot(...claimOf(text, { line: 1 }))).toBe('failed: The bytes that the claim cites are not on its line')
    expect(await whyNot(...claimOf(text, { bytes: [12, 40] }))).toBe(
      'failed: The bytes that the claim cites are a part of something else',
    )
    expect(await whyNot(...claimOf(text, { bytes: [40, 12] }))).toBe('failed: The claim cites bytes that no span takes')
    expect(await whyNot(...claimOf(text, { value: 'GET /' }))).toMatch(/^failed: The span says name is not =/)
    expect(await whyNot(...claimOf(text, { sourceId: idOf(2) }))).toMatch(/^failed/)
    expect(await whyNot(...claimOf(JSON.stringify({ ...ZIPKIN, duration: undefined }), { field: 'durationNs', value: 1 }))).toBe(
      'failed: The span does not say so',
    )
  })

  test('refuses a link, which has the ids of a span, and a duration without end', async () => {
    const link = '{"traceId":"a1","spanId":"b1","attributes":[]}'
    expect(await whyNot(...claimOf(link, { field: 'isError', value: false }))).toBe('failed: No span stands at that place')
    const endless = JSON.stringify({ ...ZIPKIN, duration: 0 }).replace('"duration":0', '"duration":1e308')
    expect(await whyNot(...claimOf(endless, { field: 'durationNs', comparison: '>', value: 1 }))).toBe(
      'failed: The span does not say so',
    )
  })

  test('refuses a row that is cut short, an object within a message or under a key, and != between different types', async () => {
    const head = 'traceId,spanId,name,duration_ms\n'
    const row = 'a1,b1,GET /cart,54321'
    const rowClaim = (end: number, value: number) =>
      [
        {
          name: 'span',
          span: {
            sourceId: idOf(1),
            traceId: 'a1',
            spanId: 'b1',
            line: 2,
            bytes: [head.length, head.length + end] as [number, number],
          },
          field: 'durationNs',
          comparison: '=',
          value,
        },
        sourceOf(`${head}${row}\n`),
      ] as const
    expect(await whyNot(...rowClaim(row.length, 54_321e6))).toBeUndefined()
    expect(await whyNot(...rowClaim(row.length - 4, 5e6))).toMatch(/^failed: The bytes that the claim cites are a part/)
    const object = JSON.stringify(ZIPKIN)
    for (const before of ['10:00:00 INFO sent ', '{"copy":']) {
      const bytes: [number, number] = [before.length, before.length + object.length]
      const span = { sourceId: idOf(1), traceId: 'a1', spanId: 'b1', line: 1, bytes }
      const claim = { name: 'span', span, field: 'durationNs', comparison: '=', value: 7000 } as const
      expect(await whyNot(claim, sourceOf(`${before}${object}\n`))).toMatch(/^failed: The bytes that the claim cites are a part/)
    }
    expect(await whyNot(...claimOf(object, { field: 'isError', comparison: '!=', value: 'false' }))).toMatch(/^failed/)
  })
})
