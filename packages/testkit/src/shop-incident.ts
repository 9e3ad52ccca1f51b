import { createSeededRandom } from './seeded-random.ts'

/** One file of the incident: its name and its lines, made as they are asked for. */
export type IncidentFile = { readonly name: string; readonly lines: () => Iterable<string> }
export type Incident = {
  readonly question: string
  readonly files: readonly IncidentFile[]
  /** What is true of it by construction. */
  readonly truth: {
    /** Words of which a right title holds one. */
    readonly mechanism: RegExp
    readonly rootFile: string
    /** Text that stands in the lines that prove the cause, and in no other. */
    readonly rootText: string
  }
}

const START = Date.UTC(2026, 10, 3, 2, 30)
const MINUTES = 60
const ONSET_MINUTE = 41

/**
 * A web shop of our own making whose database runs out of connection slots after a configuration change:
 * nginx in front, an orders service (JSON lines), a payments service (logback), PostgreSQL, and the two versions of the pool's settings.
 * @param megabytes size of all files together, about; the incident itself does not grow with it
 */
export function createShopIncident({ seed = 1, megabytes = 1 } = {}): Incident {
  const linesPerMinute = Math.max(20, Math.round((megabytes * 2 ** 20) / 130 / MINUTES / 4))
  const each = (name: string, line: LineMaker): IncidentFile => ({
    name,
    lines: () => generate(seed, name, linesPerMinute, line),
  })
  return {
    question: 'Checkout returns 503 since about 03:11 UTC. Why?',
    files: [
      each('nginx-access.log', nginxAccess),
      each('orders.jsonl', orders),
      each('payments.log', payments),
      each('postgresql.log', postgresql),
      { name: 'orders-pool.yaml', lines: () => poolSettings },
    ],
    truth: {
      mechanism: /connection|slots|clients|pool/i,
      rootFile: 'postgresql.log',
      rootText: 'remaining connection slots are reserved',
    },
  }
}

type Moment = { readonly at: Date; readonly broken: boolean; readonly random: () => number; readonly index: number }
type LineMaker = (moment: Moment) => string

function* generate(seed: number, name: string, linesPerMinute: number, line: LineMaker): Generator<string> {
  const random = createSeededRandom(seed + name.length * 7919)
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let index = 0; index < linesPerMinute; index++) {
      const at = new Date(START + minute * 60_000 + Math.floor((index * 60_000) / linesPerMinute))
      yield line({ at, broken: minute >= ONSET_MINUTE && random() < 0.4, random, index })
    }
  }
}

const pick = <T>(random: () => number, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] ?? values[0]
const number = (random: () => number, below: number) => Math.floor(random() * below)
const hex = (random: () => number) =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const clock = (at: Date) => at.toISOString().slice(11, 19)

const nginxAccess: LineMaker = ({ at, broken, random }) => {
  const stamp = `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${clock(at)} +0000`
  const target = pick(random, ['/cart', '/checkout', '/product/', '/search?q=']) + number(random, 9000)
  const status = broken && target.startsWith('/checkout') ? 503 : pick(random, [200, 200, 200, 200, 304, 404])
  return `10.4.${number(random, 8)}.${number(random, 250)} - - [${stamp}] "POST ${target} HTTP/1.1" ${status} ${number(random, 9000)} "-" "Mozilla/5.0"`
}

const orders: LineMaker = ({ at, broken, random }) => {
  const base = { time: at.toISOString(), service: 'orders', requestId: hex(random) }
  if (!broken)
    return JSON.stringify({
      ...base,
      level: 'info',
      message: `order accepted in ${number(random, 80)} ms`,
      items: number(random, 9),
    })
  return JSON.stringify({
    ...base,
    level: 'error',
    message: 'could not place order',
    error: { message: 'timeout exceeded when trying to connect to orders-db:5432', type: 'DatabaseError' },
  })
}

const payments: LineMaker = ({ at, broken, random, index }) => {
  const stamp = at.toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
  const thread = `[http-${index % 16}]`
  if (!broken)
    return `${stamp} INFO  ${thread} c.e.payments.Ledger - captured payment ${hex(random)} amount ${number(random, 30_000)} cents`
  return `${stamp} WARN  ${thread} c.e.payments.Client - order ${hex(random)} not confirmed: orders answered 503 after ${3000 + number(random, 900)} ms`
}

const postgresql: LineMaker = ({ at, broken, random }) => {
  const stamp = `${at.toISOString().replace('T', ' ').slice(0, 23)} UTC [${2000 + number(random, 400)}]`
  if (!broken)
    return `${stamp} orders@shop LOG:  duration: ${(random() * 40).toFixed(3)} ms  execute <unnamed>: SELECT * FROM orders WHERE id = $1`
  return `${stamp} orders@shop FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`
}

const poolSettings = [
  '# orders service, revision 118, applied 2026-11-03T03:10:40Z',
  'pool:',
  '  host: orders-db',
  '  port: 5432',
  '  maxConnections: 400',
  '  idleTimeoutSeconds: 0',
]
