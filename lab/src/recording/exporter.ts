import { createServer, type Server } from 'node:http'
import { readdirSync, readFileSync } from 'node:fs'
import type { Lab } from '../runner/lab.ts'
import type { Program } from '../programs/program.ts'

/** Serves `/metrics/<program>`: the program's own exposition and what /proc says of its process. */
export async function serveMetrics(lab: Lab, programs: readonly Program[], disks: readonly string[]): Promise<Server> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace('/metrics/', '')
    const program = programs.find((candidate) => candidate.name === name)
    void exposition(lab, program, disks).then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(9100, '10.20.0.50', resolve))
  return server
}

/** An exposition as a scrape of that program's target gives it. @throws when the program cannot be asked: the scrape fails too */
export async function exposition(lab: Lab, program: Program | undefined, disks: readonly string[]): Promise<string> {
  if (!program) return hostExposition(lab, disks)
  if (!lab.running(program.name)) throw new Error('not running')
  return processExposition(lab.pid(program.name)) + ((await program.metrics?.(lab)) ?? '')
}

/** Gauges in the exposition format, one of each name; labels written into the name. */
export function gauges(values: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && Number.isFinite(value))
    .map(
      ([name, value]) => `# TYPE ${name.replace(/\{.*/, '')} ${/_total\b/.test(name) ? 'counter' : 'gauge'}\n${name} ${value}\n`,
    )
    .join('')
}

function hostExposition(lab: Lab, disks: readonly string[]): string {
  const free = disks.map((folder) => [
    `node_filesystem_avail_bytes{device="/dev/vdb1",mountpoint="${folder}"}`,
    lab.freeBytes(folder),
  ])
  return gauges(Object.fromEntries(free) as Record<string, number>)
}

/** Memory, processor time, descriptors and threads of a process and its children. */
function processExposition(pid: number): string {
  const totals = { memory: 0, ticks: 0, descriptors: 0, threads: 0 }
  for (const member of membersOf(pid)) {
    try {
      const [, , ...fields] = readFileSync(`/proc/${member}/stat`, 'utf8')
        .replace(/\(.*\)/, 'x')
        .split(' ')
      totals.ticks += Number(fields[11]) + Number(fields[12])
      totals.threads += Number(fields[17])
      totals.memory += Number(fields[21]) * 4096
      totals.descriptors += readdirSync(`/proc/${member}/fd`).length
    } catch {
      continue
    }
  }
  return gauges({
    process_resident_memory_bytes: totals.memory,
    process_cpu_seconds_total: totals.ticks / 100,
    process_open_fds: totals.descriptors,
    process_threads: totals.threads,
  })
}

function membersOf(root: number): number[] {
  const found = [root]
  for (const pid of found) {
    try {
      found.push(...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number))
    } catch {
      continue
    }
  }
  return found
}
