import type { Report, ReportRow } from '@faultmaven/commands'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { calmReport } from './reports-calm.ts'
import { distinct, plainFault } from './structure-draft.ts'
import { cellOf, type Level, levelOf, medianOf, type Samples, samplesOf, withoutFirst } from './reports-level.ts'

/** The machine as the first line of sysstat's tools names it: `Linux 6.1.0 (web-1) 05/20/2025 _x86_64_ (4 CPU)`. */
export type Machine = { readonly host?: string; readonly cpus?: number }

/** Of a CPU's time, in percent. Little of it is everyday, so the bounds are far above what noise reaches. */
const STOLEN = 10
const MUCH_STOLEN = 30
const WAITING = 20
const LITTLE_IDLE = 5
const ONE_CPU_BUSY = 95
const OTHERS_IDLE = 40
/** Busy all the time, and requests wait: `%util` alone says nothing of devices that serve many requests at once. */
const BUSY_DISK = 90
const SLOW_REQUEST_MS = 20
const VERY_SLOW_REQUEST_MS = 100
const LONG_QUEUE = 4
/** KiB/s of pages that come back from swap: more than a page now and then. */
const SWAPPED = 200
const RETRANSMITTED = 20
const DROPPED = 10
const FULL_LINK = 90
const MAX_CALM = 3
/** KiB/s, and the share of what all processes read and write. */
const MUCH_TRAFFIC = 10_000
const MOST_TRAFFIC = 0.5
const FULL_GENERATION = 95
const MIN_COLLECTIONS = 3

const USER = ['%user', '%usr', 'us']
const SYSTEM = ['%system', '%sys', 'sy']
const IDLE = ['%idle', 'id']
const STEAL = ['%steal', 'st']
const IOWAIT = ['%iowait', 'wa']
const QUEUE = ['aqu-sz', 'avgqu-sz']

/**
 * What samples of vmstat, iostat, mpstat, sar and top say when a measure stays beyond its bound for most samples or a long run:
 * stolen CPU time, CPU saturation (of all CPUs or of one alone), waiting for disks, a saturated disk, swapping, drops and
 * retransmissions. A single sample among many says nothing. Best first.
 * @see vmstat(8), iostat(1) on `await`, `aqu-sz` and `%util`, mpstat(1) on `%steal` and `%soft`, sar(1)
 */
export function examineReports(reports: readonly Report[], sourceName: string, machine: Machine = {}): DraftFinding[] {
  const findings = reports.flatMap((report) => {
    const samples = samplesOf(report).map(withoutFirst)
    switch (report.kind) {
      case 'cpu':
        return [...samples.filter(isWhole).flatMap((all) => processorFindings(all, machine)), ...loneProcessor(samples)]
      case 'paging':
        return samples.flatMap((all) => [...processorFindings(all, machine), ...swapFindings(all, ['si'], ['so'], machine)])
      case 'disk':
        return samples.flatMap(diskFindings)
      case 'memory':
        return samples.flatMap((all) => swapFindings(all, ['pswpin/s'], ['pswpout/s'], machine))
      case 'interface':
        return samples.flatMap(interfaceFindings)
      case 'process-io':
        return busiestReader(samples)
      case 'gc':
        return samples.flatMap(collectorFindings)
      case 'tcp':
        return samples.flatMap(retransmissions)
      default:
        return []
    }
  })
  const told = distinct(findings.map((finding) => ({ ...finding, sourceName })))
  return told.length > 0 ? told : reports.flatMap((report) => calmReport(report, sourceName)).slice(0, MAX_CALM)
}

/** Reads the machine from the head of a report. */
export function machineOf(head: readonly string[]): Machine {
  const match = head
    .slice(0, 3)
    .map((line) => /^Linux \S{1,80} \(([\w.-]{1,120})\)\s.{0,80}?\((\d{1,5}) CPU\)/.exec(line))
    .find((found) => found !== null)
  return match ? { host: match[1] ?? '', cpus: Number(match[2]) } : {}
}

const isWhole = ({ subject }: Samples) => subject === '' || subject === 'all'

type Told = {
  readonly samples: Samples
  readonly level: Level
  readonly title: string
  readonly score: number
  readonly fault: DraftFinding['fault']
  readonly entity: string
  readonly details?: readonly string[]
}

function draft({ samples, level, title, score, fault, entity, details = [] }: Told): Omit<DraftFinding, 'sourceName'> {
  const worst = furthest(samples, level)
  const rows = [...new Set([worst, level.rows[0], level.rows.at(-1)])].filter((row) => row !== undefined)
  return {
    kind: 'state',
    check: 'sampled-measures',
    title: clip(title, 200),
    score,
    severity: 'error',
    count: level.rows.length,
    entities: entity === '' ? [] : [entity],
    ...(fault && { fault }),
    details: details.filter((detail) => detail !== ''),
    places: rows.map(({ line }) => ({ line })),
    predicates: rows.map((row) => ({ name: 'present', literals: [cellOf(samples, row, level.column)], lines: [row.line] })),
  }
}

/** The sample furthest from what was before, or the greatest. */
function furthest(samples: Samples, { rows, column, level }: Level): ReportRow | undefined {
  const least = level < medianOf(samples, samples.rows, [column])
  return rows.toSorted((a, b) => {
    const order = Number(cellOf(samples, b, column).replace(',', '.')) - Number(cellOf(samples, a, column).replace(',', '.'))
    return least ? -order : order
  })[0]
}

const say = (value: number) => String(Number(value.toFixed(value >= 10 ? 0 : 1)))
const since = ({ from, before }: Level, unit: string) =>
  from === '' || before === undefined ? '' : ` since ${from.slice(0, 5)} (${say(before)}${unit} before)`

function processorFindings(samples: Samples, { host = '', cpus }: Machine): Omit<DraftFinding, 'sourceName'>[] {
  const told = { samples, entity: host, details: [queueOf(samples, cpus)] }
  const entity = host === '' ? {} : { entity: host }
  const who = host === '' ? 'The machine' : host
  const stolen = levelOf(samples, STEAL, (value) => value >= STOLEN)
  const waits = levelOf(samples, IOWAIT, (value) => value >= WAITING)
  const busy = levelOf(samples, IDLE, (value) => value <= LITTLE_IDLE)
  const findings: Omit<DraftFinding, 'sourceName'>[] = []
  if (stolen)
    findings.push(
      draft({
        ...told,
        level: stolen,
        title: `${who} loses ${say(stolen.level)}% of its CPU time to steal${since(stolen, '%')}: its hypervisor runs other virtual machines instead`,
        score: (stolen.level >= MUCH_STOLEN ? 0.7 : 0.5) + (host === '' ? 0 : 0.03),
        fault: plainFault('cpu', 'stolen', { blames: 'resource', ...entity, magnitude: { value: stolen.level, unit: '%' } }),
      }),
    )
  if (waits)
    findings.push(
      draft({
        ...told,
        level: waits,
        title: `${who} spends ${say(waits.level)}% of its CPU time waiting for disk I/O${since(waits, '%')}`,
        score: 0.44,
        fault: plainFault('disk-io', 'slow', { blames: 'resource', ...entity, magnitude: { value: waits.level, unit: '%' } }),
      }),
    )
  if (busy && !stolen && !waits) {
    const [user, system] = [medianOf(samples, busy.rows, USER), medianOf(samples, busy.rows, SYSTEM)]
    findings.push(
      draft({
        ...told,
        level: busy,
        title: `${who} has no CPU time left${since(busy, '% idle')}: ${say(user)}% user, ${say(system)}% ${system > user ? 'kernel (system), which is most of it' : 'system'}`,
        score: 0.5,
        fault: plainFault('cpu', 'exhausted', { blames: 'resource', ...entity }),
      }),
    )
  }
  return findings
}

/** Processes that are ready to run but more than the CPUs can serve. */
function queueOf(samples: Samples, cpus: number | undefined): string {
  const waiting = medianOf(samples, samples.rows, ['r'])
  return waiting >= 2 * Math.max(2, cpus ?? 0)
    ? `${say(waiting)} processes ready to run${cpus === undefined ? '' : ` on ${cpus} CPUs`}`
    : ''
}

/** One CPU at its limit while the others have little to do: a single thread, or interrupts that all go to one CPU. */
function loneProcessor(samples: readonly Samples[]): Omit<DraftFinding, 'sourceName'>[] {
  const processors = samples.filter(({ subject }) => /^\d+$/.test(subject))
  if (processors.length < 2) return []
  const busy = processors.flatMap((one) => {
    const level = levelOf(one, IDLE, (value) => value <= 100 - ONE_CPU_BUSY)
    return level ? [{ one, level }] : []
  })
  const [lone] = busy
  const others = processors.filter((one) => one !== lone?.one)
  const isLone = busy.length === 1 && others.every((one) => medianOf(one, one.rows, IDLE) >= OTHERS_IDLE)
  if (!lone || !isLone) return []
  const soft = medianOf(lone.one, lone.level.rows, ['%soft']) + medianOf(lone.one, lone.level.rows, ['%irq'])
  const what = soft >= 30 ? `, ${say(soft)}% of it in software interrupts (network packets)` : ''
  return [
    draft({
      samples: lone.one,
      level: lone.level,
      entity: `CPU ${lone.one.subject}`,
      title: `CPU ${lone.one.subject} alone is ${say(100 - lone.level.level)}% busy${what} while the other ${others.length} CPUs idle: one thread or interrupt queue is the limit`,
      score: 0.6,
      fault: plainFault('cpu', 'exhausted', { blames: 'resource', entity: `CPU ${lone.one.subject}` }),
    }),
  ]
}

function swapFindings(
  samples: Samples,
  into: readonly string[],
  out: readonly string[],
  { host = '' }: Machine,
): Omit<DraftFinding, 'sourceName'>[] {
  const level = levelOf(samples, into, (value) => value >= SWAPPED)
  if (!level) return []
  const [read, written] = [level.level, medianOf(samples, level.rows, out)]
  return [
    draft({
      samples,
      level,
      entity: host,
      title: `Memory is short: ${host === '' ? 'the machine' : host} swaps all the time${since(level, '')}, ${say(read)} in and ${say(written)} out each second`,
      score: written >= SWAPPED ? 0.66 : 0.5,
      fault: plainFault('memory', 'exhausted', { blames: 'resource', ...(host === '' ? {} : { entity: host }) }),
    }),
  ]
}

function diskFindings(samples: Samples): Omit<DraftFinding, 'sourceName'>[] {
  const name = samples.subject
  const isWaiting = (row: ReportRow) =>
    Math.max(...['r_await', 'w_await', 'await'].map((column) => medianOf(samples, [row], [column]))) >= SLOW_REQUEST_MS ||
    medianOf(samples, [row], QUEUE) >= LONG_QUEUE
  const level = levelOf(samples, ['%util'], (value) => value >= BUSY_DISK)
  if (!level || !isWaiting(level.rows[level.rows.length >> 1] ?? level.rows[0]!)) return slowDisk(samples)
  const of = (...names: readonly string[]) => medianOf(samples, level.rows, names)
  const waits = samples.columns.includes('r_await')
    ? `reads wait ${say(of('r_await'))} ms and writes ${say(of('w_await'))} ms`
    : `requests wait ${say(of('await'))} ms`
  return [
    draft({
      samples,
      level,
      entity: name,
      title: `Disk ${name} is saturated${since(level, '%')}: ${say(level.level)}% busy, ${waits} in a queue of ${say(of(...QUEUE))}`,
      score: 0.56,
      fault: plainFault('disk-io', 'slow', { blames: 'resource', entity: name, magnitude: { value: level.level, unit: '%' } }),
      details: [capOf(samples, level)],
    }),
  ]
}

/** Latency without load: storage behind the device is slow, as a remote volume or a failing disk is. */
function slowDisk(samples: Samples): Omit<DraftFinding, 'sourceName'>[] {
  const levels = ['r_await', 'w_await', 'await'].flatMap(
    (column) => levelOf(samples, [column], (value) => value >= VERY_SLOW_REQUEST_MS) ?? [],
  )
  const level = levels.toSorted((a, b) => b.level - a.level)[0]
  if (!level) return []
  return [
    draft({
      samples,
      level,
      entity: samples.subject,
      title: `Disk ${samples.subject} answers slowly${since(level, ' ms')}: ${level.column} ${say(level.level)} ms at ${say(medianOf(samples, level.rows, ['%util']))}% busy`,
      score: 0.46,
      fault: plainFault('disk-io', 'slow', { blames: 'resource', entity: samples.subject }),
    }),
  ]
}

/** The same number of requests in every sample of a saturated disk is a cap that somebody set, not the disk's own speed. */
function capOf(samples: Samples, { rows }: Level): string {
  const totals = rows.map((row) => medianOf(samples, [row], ['r/s']) + medianOf(samples, [row], ['w/s']))
  const [least, most] = [Math.min(...totals), Math.max(...totals)]
  return rows.length >= 4 && most > 0 && most - least <= 0.02 * most
    ? `${say(most)} requests/s (IOPS) in every sample: a limit of the volume`
    : ''
}

function interfaceFindings(samples: Samples): Omit<DraftFinding, 'sourceName'>[] {
  const full = levelOf(samples, ['%ifutil'], (value) => value >= FULL_LINK)
  const drops = levelOf(samples, ['rxdrop/s', 'txdrop/s'], (value) => value >= DROPPED)
  const entity = samples.subject
  return [
    ...(full
      ? [
          draft({
            samples,
            level: full,
            entity,
            title: `Network interface ${entity} is saturated${since(full, '%')}: ${say(full.level)}% of its bandwidth is in use`,
            score: 0.54,
            fault: plainFault('network', 'saturated', { blames: 'resource', entity }),
          }),
        ]
      : []),
    ...(drops
      ? [
          draft({
            samples,
            level: drops,
            entity,
            title: `Network interface ${entity} drops ${say(drops.level)} packets each second${since(drops, '')}`,
            score: 0.48,
            fault: plainFault('network', 'dropped', { blames: 'resource', entity }),
          }),
        ]
      : []),
  ]
}

/** The process that makes most of the disk's traffic: no fault by itself, but what stands behind a saturated disk. */
function busiestReader(samples: readonly Samples[]): Omit<DraftFinding, 'sourceName'>[] {
  const rated = samples
    .map((one) => ({ one, read: medianOf(one, one.rows, ['kB_rd/s']), written: medianOf(one, one.rows, ['kB_wr/s']) }))
    .toSorted((a, b) => b.read + b.written - a.read - a.written)
  const total = rated.reduce((sum, { read, written }) => sum + read + written, 0)
  const [first] = rated
  if (!first || first.read + first.written < MUCH_TRAFFIC || first.read + first.written < total * MOST_TRAFFIC) return []
  const column = first.read >= first.written ? 'kB_rd/s' : 'kB_wr/s'
  const rate = (value: number) => say(value / 1024)
  return [
    draft({
      samples: first.one,
      level: { level: Math.max(first.read, first.written), from: '', rows: first.one.rows, column },
      entity: first.one.subject,
      title: `Process ${first.one.subject} makes ${say((100 * (first.read + first.written)) / total)}% of the disk traffic: it reads ${rate(first.read)} and writes ${rate(first.written)} MiB/s`,
      score: 0.5,
      fault: plainFault('disk-io', 'slow', { blames: 'caller', entity: first.one.subject }),
    }),
  ]
}

/** The old generation stays full although it is collected again and again: time goes into collections that free nothing. */
function collectorFindings(samples: Samples): Omit<DraftFinding, 'sourceName'>[] {
  const level = levelOf(samples, ['O'], (value) => value >= FULL_GENERATION)
  const [first, last] = [samples.rows[0], samples.rows.at(-1)]
  if (!level || !first || !last) return []
  const of = (name: string) => medianOf(samples, [last], [name]) - medianOf(samples, [first], [name])
  const [count, seconds] = [of('FGC'), of('FGCT')]
  if (count < MIN_COLLECTIONS) return []
  return [
    draft({
      samples,
      level,
      entity: '',
      title: `The heap is full: the old generation stays at ${say(level.level)}% through ${count} full collections that took ${say(seconds)} s`,
      score: 0.66,
      fault: plainFault('heap', 'exhausted', { blames: 'resource' }),
    }),
  ]
}

function retransmissions(samples: Samples): Omit<DraftFinding, 'sourceName'>[] {
  const level = levelOf(samples, ['retrans/s'], (value) => value >= RETRANSMITTED)
  if (!level) return []
  return [
    draft({
      samples,
      level,
      entity: '',
      title: `TCP sends ${say(level.level)} segments again each second${since(level, '')}: packets get lost on the way`,
      score: 0.42,
      fault: plainFault('network', 'dropped', { blames: 'network' }),
    }),
  ]
}
