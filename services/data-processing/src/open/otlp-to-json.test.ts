import { systemContext } from '@faultmaven/rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestService, runTurn, type TestService } from '../testing/test-service.ts'
import { writeGauge, writeTraces, type WrittenSpan } from '../testing/write-otlp.ts'
import { OpenError } from '@faultmaven/archives'
import { otlpSignalOf, otlpToJson } from './otlp-to-json.ts'
import type { OtlpSignal } from './otlp-schema.ts'

const START_NS = BigInt(Date.UTC(2026, 8, 30, 6)) * 1_000_000n
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')

/** Forty calls of the shop; the bank behind every fourth refuses it. */
function traces(): Buffer {
  const spans = (fails: boolean) => (service: 'shop' | 'bank') =>
    Array.from({ length: 40 }, (_, trace): WrittenSpan => {
      const [own, root] = [hex(trace * 2 + (service === 'shop' ? 1 : 2), 16), hex(trace * 2 + 1, 16)]
      const isBad = fails && trace % 4 === 0
      return {
        traceId: hex(trace + 1, 32),
        spanId: own,
        parentSpanId: own === root ? '' : root,
        name: service === 'shop' ? 'POST /order' : 'Charge',
        startNs: START_NS + BigInt(trace) * 1_000_000_000n + (own === root ? 0n : 5_000_000n),
        lengthNs: own === root ? 100_000_000n : 80_000_000n,
        ...(isBad ? { error: 'card refused' } : {}),
      }
    })
  return writeTraces(
    new Map([
      ['shop', spans(true)('shop')],
      ['bank', spans(true)('bank')],
    ]),
  )
}
/** Full from the second hour on. */
const gauge = () =>
  writeGauge(
    'shop',
    'process.memory.utilization',
    Array.from({ length: 120 }, (_, minute) => ({
      ns: START_NS + BigInt(minute) * 60_000_000_000n,
      value: minute < 60 ? 0.3 + (minute % 3) / 100 : 0.99,
    })),
  )

async function toJson(bytes: Uint8Array, signal: OtlpSignal, piece: number): Promise<{ text: string; fault?: string }> {
  const parts: Uint8Array[] = []
  try {
    const pieces = (async function* () {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
    })()
    for await (const part of otlpToJson(pieces, signal)) parts.push(part)
    return { text: Buffer.concat(parts).toString() }
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    return { text: Buffer.concat(parts).toString(), fault: error.message }
  }
}

describe('OTLP in its binary encoding', () => {
  test('is told by its structure, and text that begins with a line feed is none', () => {
    expect(otlpSignalOf(traces().subarray(0, 65_536))).toBe('traces')
    expect(otlpSignalOf(traces().subarray(0, 200))).toBe('traces')
    expect(otlpSignalOf(gauge())).toBe('metrics')
    for (const other of ['\nHello\nworld', '\n\n\n', '', '{"resourceSpans":[]}'])
      expect(otlpSignalOf(Buffer.from(other))).toBeUndefined()
    expect(otlpSignalOf(Buffer.alloc(1000, 0x0a))).toBeUndefined()
  })

  test('becomes the same JSON in pieces of any size, wherever it is cut', async () => {
    const bytes = traces()
    const { text, fault } = await toJson(bytes, 'traces', bytes.length)
    expect(fault).toBeUndefined()
    const [shop] = JSON.parse(text).resourceSpans
    expect(shop.scopeSpans[0].spans).toHaveLength(40)
    expect(shop.scopeSpans[0].spans[1]).toMatchObject({
      traceId: hex(2, 32),
      name: 'POST /order',
      startTimeUnixNano: String(START_NS + 1_000_000_000n),
    })
    for (const piece of [1, 7, 1000]) expect((await toJson(bytes, 'traces', piece)).text).toBe(text)
    for (let cut = 40; cut < bytes.length; cut += 97) {
      const whole = await toJson(bytes.subarray(0, cut), 'traces', 500)
      expect(() => JSON.parse(whole.text)).not.toThrow()
    }
  })

  test('whatever is broken in it is a fault of the file', async () => {
    for (let at = 0; at < 600; at += 1) {
      const bytes = Uint8Array.from(traces())
      bytes[at] = 0xff
      const { text } = await toJson(bytes, 'traces', 300)
      expect(() => JSON.parse(text)).not.toThrow()
    }
  })
})

describe('an upload of OTLP protobuf', () => {
  let made: TestService
  let turn: Awaited<ReturnType<typeof runTurn>>
  beforeAll(async () => {
    made = createTestService()
    turn = await runTurn(made.client, [
      { name: 'traces.pb', bytes: traces() },
      { name: 'metrics.pb', bytes: gauge() },
      { name: 'cut.pb', bytes: traces().subarray(0, -100) },
      { name: 'other.pb', bytes: Buffer.from('0a050802120104', 'hex') },
    ])
  }, 60_000)
  afterAll(() => made.remove())
  const findingsOf = (name: string) =>
    turn.findings.filter(({ sourceId }) => sourceId === turn.sources.find((one) => one.name === name)?.id)

  test('is read as what it is, to where it is cut', () => {
    expect(turn.sources.map(({ kind, format, state }) => [kind, format, state])).toEqual([
      ['trace', 'otlp-protobuf', 'ready'],
      ['metrics', 'otlp-protobuf', 'ready'],
      ['trace', 'otlp-protobuf', 'partial'],
      ['unknown', '', 'refused'],
    ])
    expect(turn.sources[2]?.problem?.detail).toMatch(/^The OTLP message ends within the entry that begins at its byte \d+;/)
    for (const name of ['traces.pb', 'cut.pb'])
      expect(findingsOf(name).map(({ title }) => title)).toContain('Errors begin in Charge (bank): card refused')
  })

  test('shows spans and points as JSON where it is cited, and its claims are verified', async () => {
    const [error] = findingsOf('traces.pb').filter(({ check }) => check === 'trace-errors')
    const [citation] = error?.citations ?? []
    if (citation?.kind !== 'span') throw new Error('A span is cited as a span')
    expect(JSON.parse(citation.quote)).toMatchObject({ spanId: citation.spanId, name: 'Charge' })
    const [moved] = findingsOf('metrics.pb')
    expect(moved?.citations[0]).toMatchObject({ quote: expect.stringContaining('"timeUnixNano":') })
    const claims = turn.findings
      .flatMap(({ predicates }) => predicates)
      .map((predicate, at) => ({ id: `c${at}`, text: 'a claim', predicate }))
    const { results } = await made.client.verifyClaims({ caseId: turn.caseId, claims }, systemContext())
    expect(results.length).toBeGreaterThan(3)
    expect(results.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
  })
})
