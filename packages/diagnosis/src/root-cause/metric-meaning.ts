/** What a series measures. `load` is no symptom; it weighs the others. */
export type MetricMeaning = 'cpu' | 'memory' | 'disk' | 'network' | 'latency' | 'errors' | 'availability' | 'load' | 'other'

/** First match decides: what a word says about service (errors, latency) stands before what it says about a resource. */
const WORDS: readonly (readonly [MetricMeaning, RegExp])[] = [
  [
    'other',
    /client.*(?:latenc|duration|time)|(?:latenc|duration|time).*client|resource_(?:limits|requests)|quota|capacity|(?:limit|request)s?_(?:bytes|cores)/,
  ],
  ['availability', /availab|success|uptime|\bup\b|ready|healthy/],
  ['network', /(?:retrans|drop|discard|loss|collision).*|(?:net|receive|transmit|tcp|interface|packet).*(?:err|fail|reset)/],
  ['errors', /error|fail|fault|exception|5xx|\b5\d\d\b|reject|timeout|abort|restart|crash/],
  ['latency', /latenc|duration|response.?time|elapsed|_time(?:_|\b)|\bp(?:50|75|9\d|999)\b|wait_?(?:time|ms|seconds)/],
  ['cpu', /cpu|processor|throttl/],
  ['memory', /mem|heap|\brss\b|working.?set|swap/],
  ['disk', /disk|iops|io_?(?:wait|util|time)|volume|filesystem|inode/],
  ['load', /request|workload|\bops\b|\brps\b|\bqps\b|count|throughput|hits|calls|traffic|sessions/],
]

/** Reads the meaning from the name of a metric, by the conventions of Prometheus, OpenTelemetry and the clouds. */
export function readMeaning(metric: string): MetricMeaning {
  const words = metric
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
  const spaced = words.replaceAll('_', ' ')
  return WORDS.find(([, pattern]) => pattern.test(words) || pattern.test(spaced))?.[0] ?? 'other'
}
