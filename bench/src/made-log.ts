import { createSeededRandom } from '@faultmaven/testkit'

const random = createSeededRandom(7)
const below = (limit: number) => Math.floor(random() * limit)
const pick = (values: readonly string[]) => values[below(values.length)] ?? ''
const MESSAGES: readonly (() => string)[] = [
  () => `order ${below(1e6)} accepted for user ${pick(['ada', 'grace', 'edsger', 'barbara'])} in ${below(900)} ms`,
  () => `waited ${below(4000)} ms for a connection from pool orders (active=${below(50)}, idle=${below(9)})`,
  () =>
    `GET /api/v2/items/${below(1e6)}?page=${below(90)} answered 200 in ${below(400)}ms, client 10.0.${below(255)}.${below(255)}`,
  () => `cache miss for key session:${below(1e9).toString(16)} on shard ${below(16)}`,
  () => `retrying request 7f${below(1e9).toString(16)} to http://billing-${below(9)}.svc:8080/charge, attempt ${below(5)} of 5`,
]
let time = Date.UTC(2026, 2, 4)

/** A made log, a megabyte at a time: `text`, `json`, `syslog` or `words`, the same whenever it is made. */
export function* madeChunks(kind: string, megabytes: number): Generator<Buffer> {
  for (let made = 0; made < megabytes * 1e6;) {
    const next = chunk(kind)
    made += next.length
    yield next
  }
}

function line(kind: string): string {
  time += below(20)
  const stamp = new Date(time).toISOString()
  const message = (MESSAGES[below(MESSAGES.length)] ?? MESSAGES[0])?.() ?? ''
  const logger = pick(['orders.Checkout', 'orders.Pool', 'billing.Invoice', 'search.Indexer'])
  const level = random() < 0.02 ? 'ERROR' : 'INFO'
  if (kind === 'words')
    return `${Array.from({ length: 12 }, () =>
      below(2 ** 40)
        .toString(36)
        .replaceAll(/\d/g, 'x'),
    ).join(' ')}\n`
  if (kind === 'json') return `${JSON.stringify({ time: stamp, level, logger, msg: message, thread: `w-${below(9)}` })}\n`
  if (kind === 'syslog') return `Mar  4 ${stamp.slice(11, 19)} web-${below(4)} ${logger}[${below(9999)}]: ${message}\n`
  return `${stamp.slice(0, 10)} ${stamp.slice(11, 23)} ${level} [worker-${below(9)}] com.example.${logger}: ${message}\n`
}

// A megabyte made once and pushed often would flatter caches; making lines is not counted.
function chunk(kind: string): Buffer {
  const lines: string[] = []
  for (let bytes = 0; bytes < 1_000_000;) {
    const next = line(kind)
    lines.push(next)
    bytes += next.length
  }
  return Buffer.from(lines.join(''))
}
