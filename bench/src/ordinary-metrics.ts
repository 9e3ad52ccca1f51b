// npx tsx bench/src/ordinary-metrics.ts [SEEDS] [FIRST]: false alarms in series in which nothing happens, and points a second.
import { detectAnomalies } from '@faultmaven/metrics'
import { microseconds } from '@faultmaven/signals'
import { ordinarySeries } from './ordinary-series.ts'

const seeds = Number(process.argv[2] ?? 5)
const first = Number(process.argv[3] ?? 1)
const alarms = new Map<string, number>()
let points = 0
let cpu = 0
for (let seed = first; seed < first + seeds; seed++) {
  for (const { kind, values } of ordinarySeries(seed)) {
    const samples = values.map((value, at) => ({ time: microseconds((1_700_000_000 + at * 300) * 1e6), value, line: at + 2 }))
    const began = process.cpuUsage()
    const { anomalies } = detectAnomalies({ name: 'value', attributes: {}, samples })
    const { user, system } = process.cpuUsage(began)
    cpu += (user + system) / 1e6
    points += values.length
    alarms.set(kind, (alarms.get(kind) ?? 0) + anomalies.length)
  }
}
const total = [...alarms.values()].reduce((sum, count) => sum + count, 0)
console.log(`${total} false alarms in ${points} points: ${((total / points) * 1e4).toFixed(2)} in ten thousand`)
for (const [kind, count] of alarms) if (count > 0) console.log(`  ${kind}: ${count}`)
console.log(`${Math.round(points / cpu)} points a second of CPU`)
