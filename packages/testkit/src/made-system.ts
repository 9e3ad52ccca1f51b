import { microseconds, type Microseconds, type Span } from '@faultmaven/signals'
import { createSeededRandom } from './seeded-random.ts'

/** What is broken: a busy processor, a slow network, refused requests, or code that gives up half-way. */
export type MadeFault = 'cpu' | 'delay' | 'errors' | 'code'
export type MadeSystem = {
  readonly series: readonly { entity: string; metric: string; samples: { time: Microseconds; value: number }[] }[]
  readonly spans: readonly Span[]
  readonly logs: readonly { entity: string; time: Microseconds; message: string; traceId: string; spanId: string }[]
  readonly edges: readonly (readonly [string, string])[]
  /** The entity in which the fault was put, and when; missing for an ordinary day. */
  readonly truth?: { readonly entity: string; readonly window: { readonly start: Microseconds; readonly end: Microseconds } }
}
type Options = {
  readonly seed: number
  readonly fault?: MadeFault
  /** Where in the data the incident begins, as a share of it. @default 0.9 */
  readonly at?: number
  readonly minutes?: number
  readonly faultMinutes?: number
}

const MINUTE_US = 60_000_000
const BEGINNING_US = 1_750_000_000_000_000
const NAMES =
  'atlas birch coral delta ember fjord grove harbor iris juniper krill lumen maple nectar onyx pollen quartz ripple'.split(' ')
const TRACES_A_MINUTE = 2
/** Two ways to name the same things: a rule for one of them is worth nothing. */
const DIALECTS = [
  {
    cpu: 'cpu_usage_cores',
    memory: 'memory_working_set_bytes',
    latency: 'request_duration_seconds_p95',
    load: 'requests_total_rate',
    success: 'success_ratio',
  },
  {
    cpu: 'process.cpu.utilization',
    memory: 'jvm.heap.used',
    latency: 'http.server.duration.mean',
    load: 'http.server.request.count',
    success: 'availability_percent',
  },
] as const

type Service = { name: string; callees: Service[]; ownUs: number; cpu: number; memory: number; isLogging: boolean }

/** Makes a small system with a topology, names and habits of its own, its day, and one fault in one of its services. Same seed, same day. */
export function createMadeSystem({ seed, fault, at = 0.9, minutes = 90, faultMinutes = 6 }: Options): MadeSystem {
  const random = createSeededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const services = makeServices(random)
  const dialect = DIALECTS[seed % DIALECTS.length] ?? DIALECTS[0]
  const root = services[0]
  if (!root) throw new RangeError('A made system has services')
  // Code that gives up half-way is seen only where there is a way to go; an entry that nothing calls has no caller to show it.
  const able = services.slice(1).filter(({ callees }) => fault !== 'code' || callees.length > 0)
  const broken = fault === undefined ? undefined : able[Math.floor(random() * able.length)]
  const from = Math.min(minutes - faultMinutes, Math.round(at * minutes))
  const isBad = (minute: number) => minute >= from && minute < from + faultMinutes
  const series = new Map<string, MadeSystem['series'][number]>()
  const record = (entity: string, metric: string, minute: number, value: number) => {
    const known = series.get(`${entity} ${metric}`) ?? { entity, metric, samples: [] }
    series.set(`${entity} ${metric}`, known)
    known.samples.push({ time: microseconds(BEGINNING_US + minute * MINUTE_US), value })
  }
  const spans: Span[] = []
  const logs: MadeSystem['logs'][number][] = []

  for (let minute = 0; minute < minutes; minute += 1) {
    const load = 200 * (1 + 0.2 * Math.sin(minute / 30)) * Math.exp(0.05 * normal())
    const totals = new Map<Service, number>()
    for (const service of services.toReversed()) {
      const isHit = service === broken && isBad(minute)
      const wait = service.callees.reduce(
        (sum, callee) =>
          sum + (totals.get(callee) ?? 0) + (callee === broken && isBad(minute) && fault === 'delay' ? 150_000 : 0),
        0,
      )
      const own = service.ownUs * Math.exp(0.08 * normal()) * (isHit && fault === 'cpu' ? 6 : 1)
      totals.set(service, own + wait)
      const isFailing = fault === 'errors' && isBad(minute) && broken !== undefined && reaches(service, broken)
      const success = 1 - (isFailing ? 0.2 : 0) - 0.001 * random()
      record(
        service.name,
        dialect.cpu,
        minute,
        service.cpu * (load / 200) * Math.exp(0.1 * normal()) * (isHit && fault === 'cpu' ? 5 : 1),
      )
      record(service.name, dialect.memory, minute, service.memory * (1 + 0.01 * normal()))
      record(service.name, dialect.latency, minute, (own + wait) / 1e6)
      record(service.name, dialect.load, minute, load * Math.exp(0.02 * normal()))
      record(service.name, dialect.success, minute, dialect === DIALECTS[0] ? success : 100 * success)
    }
    for (let trace = 0; trace < TRACES_A_MINUTE; trace += 1) makeTrace(minute, trace)
  }
  const truth = broken && {
    entity: broken.name,
    window: {
      start: microseconds(BEGINNING_US + from * MINUTE_US),
      end: microseconds(BEGINNING_US + (from + faultMinutes) * MINUTE_US - 1),
    },
  }
  const edges = services.flatMap(({ name, callees }) => callees.map((callee) => [name, callee.name] as const))
  return { series: [...series.values()], spans, logs, edges, ...(truth ? { truth } : {}) }

  function makeTrace(minute: number, number: number): void {
    const traceId = `${seed}-${minute}-${number}`
    let count = 0
    const begin = BEGINNING_US + (minute + (number + random()) / TRACES_A_MINUTE) * MINUTE_US
    if (root) call(root, '', Math.floor(begin))

    /** @returns when it ended, and whether it failed */
    function call(service: Service, parentSpanId: string, start: number): { end: number; failed: boolean } {
      const spanId = `${traceId}-${(count += 1)}`
      const isHit = service === broken && isBad(minute)
      let time = start + service.ownUs * 0.5 * Math.exp(0.3 * normal()) * (isHit && fault === 'cpu' ? 6 : 1)
      let failed = isHit && fault === 'errors' && random() < 0.6
      const gaveUp = isHit && fault === 'code'
      if (service.isLogging) log(service.name, 'INFO  handling request', time)
      for (const callee of failed || gaveUp ? [] : service.callees) {
        const way = callee === broken && isBad(minute) && fault === 'delay' ? 150_000 : 300
        const clientId = `${traceId}-${(count += 1)}`
        const sent = Math.floor(time)
        const answer = call(callee, clientId, sent + way)
        time = answer.end + way
        add(service.name, `call ${callee.name}`, {
          spanId: clientId,
          parentSpanId: spanId,
          kind: 'client',
          start: sent,
          end: time,
          failed: answer.failed,
        })
        failed ||= answer.failed
        if (answer.failed) break
      }
      if (gaveUp && service.isLogging) log(service.name, 'ERROR cannot resolve the price of an item, giving up', time)
      time += service.ownUs * 0.5 * Math.exp(0.3 * normal())
      add(service.name, 'handle', { spanId, parentSpanId, kind: 'server', start, end: time, failed })
      return { end: Math.floor(time), failed }

      function log(entity: string, message: string, when: number): void {
        logs.push({ entity, time: microseconds(Math.floor(when)), message, traceId, spanId })
      }
    }

    type Part = { spanId: string; parentSpanId: string; kind: Span['kind']; start: number; end: number; failed: boolean }
    function add(service: string, name: string, { spanId, parentSpanId, kind, start, end, failed }: Part): void {
      spans.push({
        traceId,
        spanId,
        ...(parentSpanId === '' ? {} : { parentSpanId }),
        name,
        kind,
        service,
        start: microseconds(start),
        startRemainderNs: 0,
        durationNs: Math.floor(end - start) * 1000,
        status: failed ? 'error' : 'unset',
        resource: {},
        attributes: {},
        events: [],
        line: spans.length + 1,
      })
    }
  }
}

/** A tree with some shared leaves: each service but the first is called by one before it. */
function makeServices(random: () => number): Service[] {
  const names = NAMES.map((name) => ({ name, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ name }) => name)
  const services: Service[] = []
  for (const name of names.slice(0, 6 + Math.floor(random() * 7))) {
    const service = {
      name,
      callees: [],
      ownUs: 2000 + 20_000 * random(),
      cpu: 0.2 + 2 * random(),
      memory: 1e8 + 1e9 * random(),
      isLogging: random() < 0.8,
    }
    const callers = services.filter(({ callees }) => callees.length < 3)
    callers[Math.floor(random() * Math.min(4, callers.length))]?.callees.push(service)
    services.push(service)
  }
  return services
}

function reaches(service: Service, target: Service): boolean {
  return service === target || service.callees.some((callee) => reaches(callee, target))
}
