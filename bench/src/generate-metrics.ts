import { createSeededRandom } from '@faultmaven/testkit'

/** Forms that a file of metrics is generated in. */
export const METRIC_FORMS = ['wide', 'long', 'exposition', 'reply', 'otlp'] as const
export type MetricForm = (typeof METRIC_FORMS)[number]

type Shape = { readonly series: number; readonly samples: number }

const START_S = Date.UTC(2026, 10, 1) / 1000
const STEP_S = 15
const DAY_S = 86_400
/** One series in so many leaves what is usual for it, for so many samples. */
const STRANGE = 50
const STRANGE_LENGTH = 40

/** Pieces of a file in which ordinary series of latency have days and noise, and one in fifty an event in its last third. */
export function* generateMetrics(form: MetricForm, { series, samples }: Shape): Generator<string> {
  const valueOf = createValues({ series, samples })
  const labels = Array.from({ length: series }, (_, at) => `pod-${at}`)
  if (form === 'wide') {
    yield `time,${labels.map((label) => `latency_ms ${label}`).join(',')}\n`
    for (let at = 0; at < samples; at += 1) yield `${instant(at)},${labels.map((_, one) => valueOf(one, at)).join(',')}\n`
  } else if (form === 'long') {
    yield 'time,pod,latency_ms\n'
    for (let at = 0; at < samples; at += 1)
      yield labels.map((label, one) => `${instant(at)},${label},${valueOf(one, at)}\n`).join('')
  } else if (form === 'exposition') {
    for (let at = 0; at < samples; at += 1)
      yield labels
        .map((label, one) => `latency_ms{pod="${label}"} ${valueOf(one, at)} ${(START_S + at * STEP_S) * 1000}\n`)
        .join('')
  } else if (form === 'reply') {
    yield '{"status":"success","data":{"resultType":"matrix","result":['
    for (const [one, pod] of labels.entries()) {
      yield `${one === 0 ? '' : ',\n'}{"metric":{"__name__":"latency_ms","pod":"${pod}"},"values":[\n`
      for (let at = 0; at < samples; at += 1) yield `${at === 0 ? '' : ',\n'}[${START_S + at * STEP_S},"${valueOf(one, at)}"]`
      yield ']}'
    }
    yield ']}}\n'
  } else {
    for (let at = 0; at < samples; at += 1) {
      const points = labels.map((label, one) => otlpPoint(label, at, valueOf(one, at))).join(',')
      yield `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"latency","unit":"ms","gauge":{"dataPoints":[${points}]}}]}]}]}\n`
    }
  }
}

function otlpPoint(pod: string, at: number, value: string): string {
  return `{"attributes":[{"key":"pod","value":{"stringValue":"${pod}"}}],"timeUnixNano":"${START_S + at * STEP_S}000000000","asDouble":${value}}`
}

function createValues({ series, samples }: Shape): (one: number, at: number) => string {
  const random = createSeededRandom(1)
  const noise = Float64Array.from({ length: 2 ** 16 }, () => random() + random() + random() - 1.5)
  const phases = Float64Array.from({ length: series }, () => random() * noise.length)
  return (one, at) => {
    const begins = Math.floor(samples * 0.8)
    const isStrange = one % STRANGE === STRANGE - 1 && at >= begins && at < begins + STRANGE_LENGTH
    const tide = Math.sin((2 * Math.PI * at * STEP_S) / DAY_S)
    const own = noise[(Math.floor(phases[one]!) + at * 31 + (at >> 11) * 17) & 0xffff]!
    return ((isStrange ? 400 : 100) + 30 * tide + 12 * own).toFixed(2)
  }
}

const instant = (at: number) => new Date((START_S + at * STEP_S) * 1000).toISOString().replace('.000', '')
