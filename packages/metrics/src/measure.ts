import type { MetricSeries } from './series.ts'

/** What a metric measures, as far as its name and unit tell. */
export type Measure = {
  readonly kind: MeasureKind
  /** The direction that is bad news; `neither` where both are everyday (traffic). */
  readonly badWhen: 'high' | 'low' | 'neither'
  readonly scale: 'percent' | 'ratio' | 'bytes' | 'seconds' | 'milliseconds' | 'flag' | 'number'
}
export type MeasureKind =
  | 'cpu'
  | 'cpu-throttling'
  | 'cpu-steal'
  | 'event-loop'
  | 'tracked-connections'
  | 'disk-credits'
  | 'throttling'
  | 'credits'
  | 'memory'
  | 'heap'
  | 'disk'
  | 'disk-io'
  | 'inodes'
  | 'descriptors'
  | 'threads'
  | 'pool'
  | 'concurrency'
  | 'connections'
  | 'lag'
  | 'queue'
  | 'latency'
  | 'evictions'
  | 'errors'
  | 'success'
  | 'availability'
  | 'restarts'
  | 'locks'
  | 'pauses'
  | 'transaction-ids'
  | 'certificate'
  | 'traffic'
  | 'other'

/** First match wins: the narrower before the wider. Matched against the name in lower-case words. */
const KINDS: readonly (readonly [RegExp, MeasureKind, Measure['badWhen']])[] = [
  [/\b(?:cert\w*|tls|ssl)\b.*\b(?:expir\w*|days|not after)/, 'certificate', 'low'],
  [/transaction ?ids?|wraparound|\bxids?\b/, 'transaction-ids', 'high'],
  // https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions
  [/\bevent ?loop\b.*\b(?:lag|delay|block\w*|latency|utili[sz]ation)/, 'event-loop', 'high'],
  [/\blag\b|behind|staleness|replication delay/, 'lag', 'high'],
  [/\bcpu\b.*\bcredits?\b/, 'credits', 'low'],
  // Of volumes and file systems: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp2-performance
  [/\bburst ?(?:balance|credits?)|\b(?:io|byte|iops|disk|volume)s? ?(?:balance|credits?)/, 'disk-credits', 'low'],
  [/\bcredits?\b.*\b(?:balance|remaining|left)\b/, 'credits', 'low'],
  [/\b(?:cpu|cfs|container)\b.*throttl|throttl.*\b(?:cpu|cfs)\b/, 'cpu-throttling', 'high'],
  [/\bcpu\b.*\bst(?:eal|olen)?\b|\bsteal\b/, 'cpu-steal', 'high'],
  [/\bconn(?:ection)? ?track\w*\b.*\b(?:entries|count|usage|used)\b/, 'tracked-connections', 'high'],
  // Of functions and APIs: requests beyond what is allowed.
  [/throttl/, 'throttling', 'high'],
  [/inodes?\b.*\b(?:free|avail)|(?:free|avail)\w* .*inodes?/, 'inodes', 'low'],
  [/inodes?\b/, 'inodes', 'high'],
  [/\b(?:fds?|file descriptors?|open files?|descriptors?)\b/, 'descriptors', 'high'],
  [
    /\b(?:io ?wait|iops|disk queue|queue depth disk|(?:read|write|commit|fsync|disk) latency|await|io (?:time|util\w*))\b/,
    'disk-io',
    'high',
  ],
  [
    /\b(?:free|avail\w*|remaining|unused)\b.*\b(?:storage|disk|space|filesystem|fs|volume)\b|\b(?:storage|disk|filesystem|fs|volume|space)\b.*\b(?:free|avail\w*|remaining)\b/,
    'disk',
    'low',
  ],
  [/\b(?:disk|storage|filesystem|fs|volume|pvc|space)\b.*\b(?:us(?:ed|age)|util\w*|percent|full|size)\b/, 'disk', 'high'],
  [/\bcpu\b|processor|\bload ?(?:avg|average|1|5|15)\b/, 'cpu', 'high'],
  // Linux fills free memory with the page cache on purpose: what is left is MemAvailable. https://docs.kernel.org/filesystems/proc.html#meminfo
  [/\bmem ?free\b|\bmemory cached\b/, 'other', 'neither'],
  [
    /\b(?:free\w*|avail\w*|remaining)\b.*\b(?:memory|mem|ram|swap)\b|\b(?:memory|mem|ram)\b.*\b(?:free|avail\w*|remaining)\b/,
    'memory',
    'low',
  ],
  // Messages of a queue that are kept in memory are work that waits, no use of memory: https://www.rabbitmq.com/docs/prometheus
  [/\bqueue\w*\b.*\bmessages\b.*\b(?:ram|memory)\b/, 'queue', 'high'],
  [/\bgc\b|garbage|pause/, 'pauses', 'high'],
  [/\bheap\b|old ?gen|metaspace/, 'heap', 'high'],
  [/\b(?:memory|mem|rss|swap|ram|working set|resident)\b/, 'memory', 'high'],
  [/\bevict(?:ed|ions?)\b/, 'evictions', 'high'],
  [/hit ?(?:ratio|rate)|cache hits/, 'success', 'low'],
  [/\bsuccess\w*\b/, 'success', 'low'],
  [/\b(?:restarts?|crashes)\b/, 'restarts', 'high'],
  [/deadlocks?|lock waits?|blocked/, 'locks', 'high'],
  [
    /\b(?:errors?|err|5xx|4xx|failures?|failed|fails|reject\w*|drop(?:s|ped)?|timeouts?|exceptions?|retries|retrans\w*|evictions?|aborted)\b/,
    'errors',
    'high',
  ],
  [/\b(?:threads?|goroutines?|workers? busy|busy workers?)\b/, 'threads', 'high'],
  [
    /\bpool\b.*\b(?:in use|used?|active|busy|borrowed|checked out)\b|\b(?:in use|active|busy|borrowed|checked out)\b.*\bpool\b/,
    'pool',
    'high',
  ],
  [/\b(?:hikari\w*|dbcp\w*|c3p0|jdbc|datasource)\b.*\b(?:active|in use|used|busy)\b/, 'pool', 'high'],
  [/\bconcurren(?:t|cy)\b/, 'concurrency', 'high'],
  [/\b(?:connections?|conns?|sessions|clients)\b/, 'connections', 'high'],
  [
    /\b(?:queue\w*|backlog|pending|depth|unacked|unacknowledged|in flight|inflight|waiting)\b|messages ready|outstanding/,
    'queue',
    'high',
  ],
  [/\b(?:latency|duration|response ?time|elapsed|p(?:50|75|90|95|99|999)|ttfb|rtt)\b/, 'latency', 'high'],
  [/^up$|\bup\b|healthy|available|alive|ready|reachable|in sync|online|uptime/, 'availability', 'low'],
  [/unavailable|unhealthy|not ready|unreachable|offline|under replicated|missing/, 'availability', 'high'],
  [/requests?|qps|rps|tps|throughput|traffic|bytes|packets|network|rate|count|reads?|writes?|commits?/, 'traffic', 'neither'],
]

/** Reads a metric's name (any case and separators) and unit. */
export function measureOf(name: string, unit = ''): Measure {
  const words = wordsOf(name)
  const [, kind, badWhen] = KINDS.find(([pattern]) => pattern.test(words)) ?? [undefined, 'other', 'neither' as const]
  const isUnavailable =
    kind === 'availability' && /unavailable|unhealthy|not ready|unreachable|offline|under replicated|missing/.test(words)
  return { kind, badWhen: isUnavailable ? 'high' : badWhen, scale: scaleOf(words, unit.toLowerCase()) }
}

/** Names of shares of a whole; a unit or an amount in the name says that it is none. */
const SHARE = /\b(?:cpu|usage|used|util\w*|ratio|saturation|busy|idle)\b/
const NO_SHARE =
  /percent|\bpct\b|%|\b(?:m?cores?|millicores|seconds|secs|ms|bytes|[kmgt]i?b|load|credits?|per second|rate|count|total)\b/

/**
 * What a series measures, by its name, unit and values: a share that is named without a scale and never leaves 0 to 1, with fractions,
 * is a ratio. Tools of one kind write the same name in either scale.
 */
export function measureOfSeries({ name, unit, samples }: Pick<MetricSeries, 'name' | 'unit' | 'samples'>): Measure {
  const measure = measureOf(name, unit)
  const words = wordsOf(name)
  const isOpen = (unit ?? '') === '' && (measure.scale === 'percent' || measure.scale === 'number')
  if (!isOpen || !SHARE.test(words) || NO_SHARE.test(words)) return measure
  const isWithin = samples.every(({ value }) => value >= 0 && value <= 1)
  return isWithin && samples.some(({ value }) => value > 0 && value < 1) ? { ...measure, scale: 'ratio' } : measure
}

/** `CPUUtilization_percent` → `cpu utilization percent`. */
function wordsOf(name: string): string {
  return name
    .slice(0, 300)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z]{2})/g, '$1 $2')
    .replace(/[^A-Za-z0-9%]+/g, ' ')
    .trim()
    .toLowerCase()
}

function scaleOf(words: string, unit: string): Measure['scale'] {
  if (/percent|^%$|^pct$/.test(unit) || /percent|\bpct\b|%|utili[sz]ation/.test(words)) return 'percent'
  if (/\bratio\b|\bfraction\b/.test(`${unit} ${words}`)) return 'ratio'
  if (/^bytes$|^by$/.test(unit) || (unit === '' && /\bbytes\b/.test(words) && !/per second|\brate\b/.test(words))) return 'bytes'
  if (/^milliseconds?$|^ms$/.test(unit) || (unit === '' && /\bms\b|milliseconds/.test(words))) return 'milliseconds'
  if (/^seconds?$|^s$/.test(unit) || (unit === '' && /\bseconds\b|\bsecs\b/.test(words))) return 'seconds'
  return /^up$|\bis (?:up|healthy|ready)\b/.test(words) ? 'flag' : 'number'
}
