import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createSeededRandom } from '@faultmaven/testkit'
import { analyseTraces, createSpanReader } from '@faultmaven/traces'

// Spans of our own as OTLP JSON, read and analysed by a process of its own: time, peak memory, spans in and out, what was found.
// Use: npx tsx bench/src/traces.ts [spans, 1000000 unless told]
if (process.argv[2] === 'read') read(process.argv[3] ?? '')
else main(Number(process.argv[2] ?? 1_000_000))

function main(spans: number): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-traces-'))
  const file = path.join(folder, 'traces.json')
  try {
    const written = generate(file, spans)
    const answer = execFileSync(process.execPath, [...process.execArgv, import.meta.filename, 'read', file], { encoding: 'utf8' })
    console.log(JSON.stringify({ written, megabytes: Math.round(statSync(file).size / 2 ** 20) }))
    console.log(answer.trim())
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function read(file: string): void {
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  const reader = createSpanReader()
  const descriptor = openSync(file, 'r')
  for (;;) {
    const chunk = Buffer.allocUnsafe(2 ** 20)
    const length = readSync(descriptor, chunk)
    if (length === 0) break
    reader.push(chunk.subarray(0, length))
  }
  closeSync(descriptor)
  const reading = reader.end()
  const readMs = performance.now() - startedMs
  const analysis = analyseTraces(reading.spans)
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    JSON.stringify({
      read: reading.spans.length,
      faults: reading.faultCount,
      readS: round(readMs / 1000),
      wholeS: round((performance.now() - startedMs) / 1000),
      cpuS: round((user + system) / 1e6),
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
  const { errorOrigins, repeatedCalls, outcomes } = analysis
  console.log(
    JSON.stringify({
      traces: analysis.traces,
      orphans: analysis.orphans,
      errorOrigins: errorOrigins.length,
      repeatedCalls: repeatedCalls.length,
      features: outcomes.map(({ features }) => features[0]?.feature),
    }),
  )
}

/** A shop: a gateway before orders, carts and payments; the build 2.3.1 of payments fails now and then. */
function generate(file: string, wanted: number): number {
  const random = createSeededRandom(1)
  const descriptor = openSync(file, 'w')
  const startMicros = Date.UTC(2026, 10, 22) * 1000
  let written = 0
  let lines: string[] = []
  const id = () =>
    Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(16, '0')
  for (let trace = 0; written < wanted; trace += 1) {
    const traceId = id() + id()
    const byService = new Map<string, object[]>()
    let left = wanted - written
    const add = (
      service: string,
      name: string,
      kind: number,
      parent: string,
      at: number,
      lengthNs: number,
      extra: object[],
      error = false,
    ) => {
      if (left <= 0) return ''
      left -= 1
      written += 1
      const spanId = id()
      const span = {
        traceId,
        spanId,
        parentSpanId: parent,
        name,
        kind,
        startTimeUnixNano: `${at}000`,
        endTimeUnixNano: String(BigInt(at) * 1000n + BigInt(Math.round(lengthNs))),
        attributes: extra,
        status: error ? { code: 2, message: 'connection reset by peer' } : {},
      }
      byService.set(service, [...(byService.get(service) ?? []), span])
      return spanId
    }
    const at = startMicros + trace * 1500
    const build = random() < 0.2 ? '2.3.1' : '2.3.0'
    const isBad = build === '2.3.1' && random() < 0.3
    const common = [
      text('build', build),
      text('region', random() < 0.5 ? 'eu' : 'us'),
      text('user.id', `u${Math.floor(random() * 5000)}`),
    ]
    const root = add(
      'gateway',
      'POST /checkout',
      2,
      '',
      at,
      60e6,
      [...common, integer('http.response.status_code', isBad ? 500 : 200)],
      isBad,
    )
    const order = add('orders', 'PlaceOrder', 2, root, at + 500, 50e6, [...common, text('rpc.system', 'grpc')], isBad)
    for (let item = 0; item < 6; item += 1)
      add('orders', 'SELECT stock', 3, order, at + 1000 + item * 3000, 2e6, [
        text('db.system', 'postgresql'),
        text('db.statement', `SELECT stock FROM items WHERE id = ?`),
      ])
    const cart = add('carts', 'GetCart', 2, order, at + 20_000, 5e6 * (0.5 + random()), common)
    for (let item = 0; item < 4; item += 1)
      add('carts', 'GET', 3, cart, at + 20_500 + item * 800, 4e5, [text('db.system', 'redis')])
    const pay = add('payments', 'Charge', 2, order, at + 30_000, 15e6, [...common, text('peer', 'bank')], isBad)
    add('payments', 'POST bank', 3, pay, at + 30_500, 12e6, [text('server.address', 'bank.example')], isBad)
    add('gateway', 'render', 1, root, at + 52_000, 4e6, [])
    lines.push(
      JSON.stringify({
        resourceSpans: [...byService].map(([service, spans]) => ({
          resource: { attributes: [text('service.name', service), text('host.name', `${service}-${trace % 3}`)] },
          scopeSpans: [{ scope: { name: 'bench' }, spans }],
        })),
      }),
    )
    if (lines.length >= 1000) flush()
  }
  flush()
  closeSync(descriptor)
  return written

  function flush(): void {
    writeSync(descriptor, `${lines.join('\n')}\n`)
    lines = []
  }
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } }
}
function integer(key: string, value: number): object {
  return { key, value: { intValue: String(value) } }
}
function round(seconds: number): number {
  return Math.round(seconds * 100) / 100
}
