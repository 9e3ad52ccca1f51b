import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Fault } from '../faults/fault.ts'
import type { Truth } from '../recording/truth.ts'
import type { Job, Timing } from '../runner/job.ts'
import { cacheFolder } from '../sandbox/cache.ts'
import { enterSandbox } from '../sandbox/enter.ts'

export interface RecordingWish {
  readonly fault: Fault
  readonly isTwin: boolean
  readonly seed: number
  readonly amount: number
  readonly warmSeconds: number
  /** Folder the case folder goes to. */
  readonly out: string
}

/** How a recording went: a line of `recordings.json`. */
export interface Recorded extends Partial<Timing> {
  readonly id: string
  /** From entering the sandbox to having left it. */
  readonly seconds: number
  readonly bytes?: number
  /** What the probe measured, its first line. */
  readonly proof?: string
  /** Why there is no recording. */
  readonly failure?: string
}

/** Records a fault or its twin in a sandbox of its own and moves the case to its folder; a failure is a result. */
export async function recordOne(wish: RecordingWish, started: () => void): Promise<Recorded> {
  const { fault, isTwin, seed, amount, warmSeconds, out } = wish
  const id = `${fault.id}${isTwin ? '-twin' : ''}-s${seed}`
  const work = path.join(cacheFolder, 'work', id)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const job: Job = { id, fault: fault.id, isTwin, seed, amount, warmSeconds }
  writeFileSync(path.join(work, 'job.json'), JSON.stringify(job))
  const begun = Date.now()
  const timeoutMs = (warmSeconds + (fault.seconds ?? 8) + 120) * 1000
  const { code, output } = await enterSandbox({
    script: 'runner.mjs',
    out: work,
    host: 'node-1',
    timeoutMs,
    onOutput: (text) => text.includes('started') && started(),
  })
  const seconds = (Date.now() - begun) / 1000
  dropGroups(id)
  const made = path.join(work, 'case')
  const timingFile = path.join(work, 'timing.json')
  const timing = existsSync(timingFile) ? (JSON.parse(readFileSync(timingFile, 'utf8')) as Timing) : {}
  const failureFile = path.join(work, 'failure.txt')
  if (code !== 0 || !existsSync(path.join(made, 'lab.json'))) {
    const failure = existsSync(failureFile) ? readFileSync(failureFile, 'utf8') : `ended with ${code}: ${output.slice(-600)}`
    return { id, seconds, ...timing, failure: `${failure}\n(its files: ${work})` }
  }
  const target = path.join(out, id)
  mkdirSync(out, { recursive: true })
  rmSync(target, { recursive: true, force: true })
  cpSync(made, target, { recursive: true })
  rmSync(work, { recursive: true, force: true })
  const { proof, bytes } = JSON.parse(readFileSync(path.join(target, 'lab.json'), 'utf8')) as Truth
  return { id, seconds, ...timing, bytes, proof: proof.split('\n')[0] ?? '' }
}

/** Control groups are the machine's: those of an ended recording are empty and go. */
function dropGroups(id: string): void {
  const root = '/sys/fs/cgroup'
  for (const controller of existsSync(root) ? readdirSync(root) : []) {
    const folder = path.join(root, controller)
    for (const name of groupsOf(folder).filter((group) => group.startsWith(`fm-lab-${id}-`))) {
      try {
        rmdirSync(path.join(folder, name))
      } catch {
        continue // a process of it has not wholly ended; the next recording of this case uses the group again
      }
    }
  }
}

function groupsOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
