import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Fault } from '../faults/fault.ts'
import type { Program } from '../programs/program.ts'
import type { Lab } from '../runner/lab.ts'
import { exposition } from './exporter.ts'
import { redact, withoutLab, type Redactions } from './redact.ts'

/** Above this a log is copied as it is: it holds no name of the machine (its program never saw one). */
const largestRedactedBytes = 64 * 2 ** 20

/** Commands anyone would run on the machine. */
const hostCommands: Readonly<Record<string, readonly string[]>> = {
  'ss.txt': ['ss', '-tan'],
  'df.txt': ['df', '-h', '-x', 'overlay', '-x', 'devtmpfs'],
  'free.txt': ['free', '-m'],
  'ps.txt': ['ps', 'axo', 'user,pid,ppid,stat,pcpu,pmem,rss,nlwp,etime,args'],
}

export interface Recording {
  readonly lab: Lab
  readonly fault: Fault
  /** Programs whose files belong to the upload; the monitor's do not unless the fault names it. */
  readonly programs: readonly Program[]
  readonly folder: string
  readonly redactions: Redactions
  /** Text of configuration files at the start, by path. */
  readonly before: ReadonlyMap<string, string>
  readonly start: Date
}

/** Texts of all configuration files of a stack, by path. */
export function configurationOf(programs: readonly Program[]): Map<string, string> {
  const paths = programs.flatMap(({ configuration = {} }) => Object.values(configuration))
  return new Map(paths.filter((file) => existsSync(file)).map((file) => [file, readFileSync(file, 'utf8')]))
}

/** Output of the commands, metrics and the like, taken while the fault lasts. */
export async function recordLive(recording: Recording): Promise<void> {
  const { lab, fault, programs } = recording
  const commands = { ...hostCommands, ...Object.assign({}, ...programs.map(({ commands }) => commands ?? {})), ...fault.commands }
  await Promise.all(
    Object.entries(commands as Record<string, readonly string[]>).map(async ([name, command]) => {
      if (!isWanted(recording, name)) return
      const { stdout, stderr } = await lab.run(command, { timeoutMs: 4000 })
      keepText(recording, name, withoutLab(stdout + stderr))
    }),
  )
  for (const program of programs) {
    if (!program.metrics || !isWanted(recording, `${program.name}.prom`)) continue
    const text = await exposition(lab, program, []).catch(() => '')
    if (text) keepText(recording, `${program.name}.prom`, text)
  }
  if (lab.has('prometheus')) await recordQueries(recording)
}

/** Logs, configuration, traces and the kernel's messages, taken when all is over. */
export async function recordFiles(recording: Recording): Promise<void> {
  const { programs, fault, before, lab, start } = recording
  for (const { logs = {}, configuration = {} } of programs) {
    for (const [name, file] of Object.entries({ ...logs, ...configuration })) keepFile(recording, name, file)
    for (const [name, file] of Object.entries(configuration)) {
      const was = before.get(file)
      if (was !== undefined && existsSync(file) && readFileSync(file, 'utf8') !== was) keepText(recording, `${name}.before`, was)
    }
  }
  for (const [name, file] of Object.entries(fault.files ?? {})) keepFile(recording, name, file)
  keepTraces(recording)
  if (fault.kernelLog) {
    const { stdout } = await lab.run(['dmesg', '--time-format', 'iso'])
    const since = start.toISOString().slice(0, 19)
    keepText(
      recording,
      'dmesg.txt',
      stdout
        .split('\n')
        .filter((line) => line.slice(0, 19) >= since)
        .join('\n'),
    )
  }
}

async function recordQueries(recording: Recording): Promise<void> {
  const { programs, start } = recording
  const everywhere = {
    memory: 'process_resident_memory_bytes',
    cpu: 'rate(process_cpu_seconds_total[4s])',
    'open-files': 'process_open_fds',
    'disk-free': 'node_filesystem_avail_bytes',
    up: 'up',
  }
  const queries: Record<string, string> = Object.assign(everywhere, ...programs.map(({ queries }) => queries ?? {}))
  for (const [name, query] of Object.entries(queries)) {
    if (!isWanted(recording, `${name}.json`)) continue
    const range = { query, start: String(start.getTime() / 1000), end: String(Date.now() / 1000), step: '1' }
    const address = `http://10.20.0.44:9090/api/v1/query_range?${new URLSearchParams(range).toString()}`
    const text = await fetch(address).then(
      async (response) => response.text(),
      () => '',
    )
    if (text.includes('"values"')) keepText(recording, `${name}.json`, text)
  }
}

/** Spans of all services, which each wrote lines of OTLP JSON, as one export. */
function keepTraces(recording: Recording): void {
  const lines = ['gateway', 'gateway-2', 'orders', 'payments', 'worker'].flatMap((service) => {
    const file = `/var/log/shop/${service}.traces.jsonl`
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.endsWith('}'))
      : []
  })
  if (lines.length > 0 && isWanted(recording, 'traces.json'))
    keepText(recording, 'traces.json', `{"resourceSpans":[\n${lines.join(',\n')}\n]}\n`)
}

function isWanted({ fault }: Recording, name: string): boolean {
  return fault.upload?.test(name) ?? true
}

function keepFile(recording: Recording, name: string, file: string): void {
  if (!isWanted(recording, name) || !existsSync(file) || statSync(file).size === 0) return
  if (statSync(file).size > largestRedactedBytes) return copyFileSync(file, target(recording, name))
  keepText(recording, name, readFileSync(file, 'utf8'))
}

function keepText(recording: Recording, name: string, text: string): void {
  if (text.trim()) writeFileSync(target(recording, name), redact(text, recording.redactions))
}

function target({ folder }: Recording, name: string): string {
  const file = path.join(folder, 'evidence', name)
  mkdirSync(path.dirname(file), { recursive: true })
  return file
}
