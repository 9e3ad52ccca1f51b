import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { examineSource } from '@faultmaven/diagnosis'
import { createSeriesReader } from '@faultmaven/metrics'
import { generateMetrics, METRIC_FORMS, type MetricForm } from './generate-metrics.ts'
import { readChunks } from './read-chunks.ts'

// Metrics of our own in a form, read and examined by a process of its own: CPU, peak memory, what was found.
// Use: npx tsx bench/src/metric-points.ts FORM [series, 500] [samples of each, 20000]
// Or: npx tsx bench/src/metric-points.ts write FILE FORM SERIES SAMPLES — the file alone
const [, , what = 'long', ...rest] = process.argv
if (what === 'read') read(rest[0] ?? '')
else if (what === 'write') write(rest[0] ?? '', { form: formOf(rest[1]), series: Number(rest[2]), samples: Number(rest[3]) })
else measure({ form: formOf(what), series: Number(rest[0] ?? 500), samples: Number(rest[1] ?? 20_000) })

type Wanted = { readonly form: MetricForm; readonly series: number; readonly samples: number }

function formOf(name = ''): MetricForm {
  const form = METRIC_FORMS.find((one) => one === name)
  if (form === undefined) throw new RangeError(`There is no form "${name}": one of ${METRIC_FORMS.join(', ')}`)
  return form
}

function measure(wanted: Wanted): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-metrics-'))
  try {
    const target = path.join(folder, `metrics.${wanted.form === 'reply' || wanted.form === 'otlp' ? 'json' : 'csv'}`)
    write(target, wanted)
    console.log(JSON.stringify({ ...wanted, megabytes: Math.round(statSync(target).size / 2 ** 20) }))
    // A process of its own: what generated the samples is not measured with them.
    console.log(
      execFileSync(process.execPath, [...process.execArgv, import.meta.filename, 'read', target], { encoding: 'utf8' }).trim(),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function write(target: string, { form, ...shape }: Wanted): void {
  const descriptor = openSync(target, 'w')
  let held = ''
  for (const piece of generateMetrics(form, shape)) {
    held += piece
    if (held.length < 2 ** 20) continue
    writeSync(descriptor, held)
    held = ''
  }
  writeSync(descriptor, held)
  closeSync(descriptor)
}

function read(source: string): void {
  const begun = process.cpuUsage()
  const cpuS = () => {
    const { user, system } = process.cpuUsage(begun)
    return Math.round((user + system) / 1e4) / 100
  }
  const reader = createSeriesReader('metrics')
  readChunks(source, (chunk) => reader.push(chunk))
  const { series, sampleCount, sampled, faults } = reader.end()
  const readCpuS = cpuS()
  const readMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const drafts = examineSource({ name: 'metrics', kind: 'metrics', head: [], trees: [], tables: [], series })
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ series: series.length, samples: sampleCount, sampled, faults: faults.length }))
  console.log(JSON.stringify({ readCpuS, cpuS: cpuS(), readMiB, peakMiB }))
  for (const { check, title, places } of drafts.slice(0, 5))
    console.log(JSON.stringify({ check, title, lines: places.map(({ line }) => line) }))
}
