// npx tsx bench/src/ordinary-metrics.ts [SEEDS] [FIRST]: false alarms in series in which nothing happens, and points a second, of the forest alone, too.
import { isolationScores } from '@faultmaven/anomaly'
import { detectAnomalies } from '@faultmaven/metrics'
import { microseconds } from '@faultmaven/signals'
import { ordinarySeries } from './ordinary-series.ts'

const seeds = Number(process.argv[2] ?? 5)
const first = Number(process.argv[3] ?? 1)
/** Neighbouring values that the forest sees together. */
const DIMENSIONS = 4
const alarms = new Map<string, number>()
let points = 0
let cpu = 0
let forestCpu = 0
for (let seed = first; seed < first + seeds; seed++) {
  const all = ordinarySeries(seed)
  for (const { kind, values } of all) {
    const samples = values.map((value, at) => ({ time: microseconds((1_700_000_000 + at * 300) * 1e6), value, line: at + 2 }))
    const began = process.cpuUsage()
    const { anomalies } = detectAnomalies({ name: 'value', attributes: {}, samples })
    cpu += secondsSince(began)
    points += values.length
    alarms.set(kind, (alarms.get(kind) ?? 0) + anomalies.length)
  }
  const rows = all.flatMap(({ values }) => values.map((_, at) => around(values, at)))
  const began = process.cpuUsage()
  isolationScores({ values: Float64Array.from(rows.flat()), dimensions: DIMENSIONS })
  forestCpu += secondsSince(began)
}
const total = [...alarms.values()].reduce((sum, count) => sum + count, 0)
console.log(`${total} false alarms in ${points} points: ${((total / points) * 1e4).toFixed(2)} in ten thousand`)
for (const [kind, count] of alarms) if (count > 0) console.log(`  ${kind}: ${count}`)
console.log(`${Math.round(points / cpu)} points a second of CPU`)
console.log(`${Math.round(points / forestCpu)} by the isolation forest alone, 100 trees, all series of a seed together`)

function around(values: readonly number[], at: number): number[] {
  return Array.from({ length: DIMENSIONS }, (_, back) => values[Math.max(0, at - back)] ?? 0)
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1e6
}
