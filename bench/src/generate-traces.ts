import { createSeededRandom } from '@faultmaven/testkit'

/** Spans of one trace as an OTLP document of one line. */
export type GeneratedTrace = { readonly line: string; readonly spans: number }

type Call = {
  readonly service: string
  readonly name: string
  readonly kind: number
  readonly parent: number
  readonly fromMicros: number
  readonly lengthNs: number
  readonly attributes: readonly object[]
  readonly fails: boolean
}

const START_MICROS = Date.UTC(2026, 10, 22) * 1000
const APART_MICROS = 1500

/** A shop: a gateway before orders, carts and payments, 16 spans a trace; build 2.3.1 fails in three of ten calls of the bank. */
export function* generateTraces(wanted: number): Generator<GeneratedTrace> {
  const random = createSeededRandom(1)
  const id = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  let written = 0
  for (let trace = 0; ; trace += 1) {
    const calls = callsOf(random).slice(0, wanted - written)
    if (calls.length === 0) return
    const traceId = id() + id() + id() + id()
    const spanIds = calls.map(() => id() + id())
    const atMicros = START_MICROS + trace * APART_MICROS
    const spans = calls.map((call, index) => ({
      service: call.service,
      span: toOtlp(call, { traceId, spanIds, index, atMicros }),
    }))
    const resourceSpans = [...new Set(calls.map(({ service }) => service))].map((service) => ({
      resource: { attributes: [text('service.name', service), text('host.name', `${service}-${trace % 3}`)] },
      scopeSpans: [{ scope: { name: 'bench' }, spans: spans.filter((one) => one.service === service).map(({ span }) => span) }],
    }))
    yield { line: JSON.stringify({ resourceSpans }), spans: calls.length }
    written += calls.length
  }
}

function callsOf(random: () => number): Call[] {
  const build = random() < 0.2 ? '2.3.1' : '2.3.0'
  const isBad = build === '2.3.1' && random() < 0.3
  const common = [
    text('build', build),
    text('region', random() < 0.5 ? 'eu' : 'us'),
    text('user.id', `u${Math.floor(random() * 5000)}`),
  ]
  const call = (
    service: string,
    name: string,
    place: readonly [kind: number, parent: number, fromMicros: number, lengthNs: number],
  ) => {
    const [kind, parent, fromMicros, lengthNs] = place
    return { service, name, kind, parent, fromMicros, lengthNs, attributes: common, fails: false }
  }
  const query = [text('db.system', 'postgresql'), text('db.query.text', 'SELECT stock FROM items WHERE id = ?')]
  return [
    {
      ...call('gateway', 'POST /checkout', [2, -1, 0, 60e6]),
      attributes: [...common, integer('http.response.status_code', isBad ? 500 : 200)],
      fails: isBad,
    },
    { ...call('orders', 'PlaceOrder', [2, 0, 500, 50e6]), fails: isBad },
    { ...call('carts', 'GetCart', [2, 1, 20_000, Math.round(5e6 * (0.5 + random()))]) },
    { ...call('payments', 'Charge', [2, 1, 30_000, 15e6]), fails: isBad },
    {
      ...call('payments', 'POST bank', [3, 3, 30_500, 12e6]),
      attributes: [text('server.address', 'bank.example')],
      fails: isBad,
    },
    { ...call('gateway', 'render', [1, 0, 52_000, 4e6]), attributes: [] },
    ...[0, 1, 2, 3, 4, 5].map((item) => ({
      ...call('orders', 'SELECT stock', [3, 1, 1000 + item * 3000, 2e6]),
      attributes: query,
    })),
    ...[0, 1, 2, 3].map((item) => ({
      ...call('carts', 'GET', [3, 2, 20_500 + item * 500, 4e5]),
      attributes: [text('db.system', 'redis')],
    })),
  ]
}

type Place = { readonly traceId: string; readonly spanIds: readonly string[]; readonly index: number; readonly atMicros: number }

function toOtlp(
  { name, kind, parent, fromMicros, lengthNs, attributes, fails }: Call,
  { traceId, spanIds, index, atMicros }: Place,
): object {
  const start = BigInt(atMicros + fromMicros) * 1000n
  return {
    traceId,
    spanId: spanIds[index],
    parentSpanId: spanIds[parent] ?? '',
    name,
    kind,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(lengthNs)),
    attributes,
    status: fails ? { code: 2, message: 'connection reset by peer' } : {},
  }
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } }
}
function integer(key: string, value: number): object {
  return { key, value: { intValue: String(value) } }
}
