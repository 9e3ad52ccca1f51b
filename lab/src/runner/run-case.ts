import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Case } from '../faults/fault.ts'
import { NotSo } from '../faults/proofs.ts'
import { driveLoad } from '../load/drive.ts'
import { programNamed } from '../programs/index.ts'
import { serveMetrics } from '../recording/exporter.ts'
import { configurationOf, recordFiles, recordLive } from '../recording/record-case.ts'
import { expectedOf, type Truth } from '../recording/truth.ts'
import { createLab } from './create-lab.ts'
import type { Lab } from './lab.ts'
import type { Watch } from './timing.ts'
import { writeHostFiles } from './host-files.ts'

export interface CaseRun extends Case {
  /** Name of the case. */
  readonly id: string
  readonly seed: number
  readonly amount: number
  /** Seconds of ordinary load before the injection. */
  readonly warmSeconds: number
  /** Folder the case is written to. */
  readonly folder: string
  readonly watch: Watch
}

/**
 * Records one case inside a sandbox: starts the stack, warms it, injects (or does what the twin does), observes, proves, writes the case folder.
 * @throws {Error} when a program does not start, or the probe does not find the fault, or finds it in the twin: nothing is recorded then
 */
export async function runCase(run: CaseRun): Promise<void> {
  const { fault, isTwin, id, seed, amount, folder, warmSeconds, watch } = run
  const own = fault.programs.map(programNamed)
  const programs =
    own.some(({ metrics }) => metrics) && !fault.programs.includes('prometheus') ? [...own, programNamed('prometheus')] : own
  const { lab, openLinks, close, addressOf } = createLab({ id, seed, amount, programs })
  chmodSync('/tmp', 0o1777)
  for (const name of ['shop', 'app']) await lab.sh(`mkdir -p /var/log/${name} && chown shop:shop /var/log/${name}`)
  await openLinks(fault.links ?? [])
  writeHostFiles(lab, programs, addressOf)
  for (const { name } of programs) await lab.configure(name)
  for (const [disk, mebibytes] of Object.entries(fault.disks ?? {})) await lab.smallDisk(disk, mebibytes)
  await fault.arrange?.(lab)
  const before = configurationOf(programs)
  const server = await serveMetrics(lab, own, Object.keys(fault.disks ?? {}))
  for (const { name } of programs) await lab.start(name)
  // The outer process waits for this word before it starts another stack.
  console.log('started')
  watch.begin('warm')

  const seconds = fault.seconds ?? 8
  const target = [...own].reverse().find(({ request }) => request)
  const request = fault.request ?? target?.request
  const start = new Date()
  if (request)
    driveLoad({ lab, request, rate: fault.rate ?? target?.rate ?? 20, seconds: warmSeconds + seconds + patienceMs / 1000 })
  await lab.sleep(warmSeconds * 1000)
  const injected = new Date()
  watch.begin('observe')
  const inject = isTwin ? fault.twin : fault.inject
  await inject?.(lab)
  await lab.sleep(Math.max(0, injected.getTime() + seconds * 1000 - Date.now()))

  mkdirSync(path.join(folder, 'evidence'), { recursive: true })
  const redactions = [
    [os.release(), '6.1.0-28-amd64'],
    [os.version(), '#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1'],
    ...programs.map(({ name }) => [lab.groupOf(name), `system.slice/${name}.service`] as const),
  ] as const
  const recording = { lab, fault, programs: own, folder, redactions, before, start }
  const found = await (isTwin ? refuted(run, lab) : proved(run, lab)).catch(async (error: unknown) => {
    await recordFiles(recording) // for whoever mends the fault
    throw error
  })
  watch.begin('collect')
  await recordLive(recording)
  const end = new Date()
  await recordFiles(recording)
  server.close()
  await close()
  if (!isTwin) requireVisible(path.join(folder, 'evidence'), fault.evidence)
  const times = { start: start.toISOString(), injected: injected.toISOString(), end: end.toISOString() }
  writeTruth(run, { ...times, proof: found })
}

/** A machine under load shows a fault later: so long the probe of a fault is asked again. */
const patienceMs = 15_000

/** The probe must find the fault. */
async function proved({ fault }: CaseRun, lab: Lab): Promise<string> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await fault.probe(lab)
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`The probe fails: ${String(error)}`, { cause: error })
    }
    await lab.sleep(1000)
  }
}

/** The probe must measure that a twin has no fault, and nothing of the twin may have ended by itself. */
async function refuted({ fault }: CaseRun, lab: Lab): Promise<string> {
  const measured = await Promise.resolve(lab)
    .then(fault.probe)
    .then(
      (proof) => new Error(`The healthy twin has the fault: ${proof}`),
      (error: unknown) => error,
    )
  if (!(measured instanceof NotSo)) throw measured
  const ended = lab.programs.filter(({ name }) => lab.exits(name) > 0).map(({ name }) => name)
  if (ended.length > 0) throw new Error(`In the healthy twin ended by itself: ${ended.join(', ')}`)
  return measured.message
}

/** A fault that no line of the upload shows is no case: nobody could cite it. */
function requireVisible(folder: string, patterns: readonly string[]): void {
  const shown = patterns.map((pattern) => new RegExp(pattern, 'im'))
  const isVisible = readdirSync(folder).some((name) => {
    const text = readFileSync(path.join(folder, name), 'utf8')
    return shown.some((pattern) => pattern.test(text))
  })
  if (!isVisible) throw new Error(`Nothing in the upload shows it: ${patterns.join(' | ')}`)
}

type Measured = Pick<Truth, 'start' | 'injected' | 'end' | 'proof'>

/** The case's question, what an answer must say, and the truth. */
function writeTruth(run: CaseRun, measured: Measured): void {
  const { fault, isTwin, seed, folder } = run
  const { mechanism, entity, breaks, looksLike, programs } = fault
  const about = { fault: fault.id, isTwin, seed, mechanism, entity, programs, breaks, ...(looksLike ? { looksLike } : {}) }
  const truth: Truth = { ...about, ...measured, bytes: bytesOf(path.join(folder, 'evidence')) }
  const question = isTwin ? (fault.twinQuestion ?? 'Is anything wrong here?') : fault.question
  writeFileSync(path.join(folder, 'question.txt'), `${question}\n`)
  writeFileSync(path.join(folder, 'expected.json'), `${JSON.stringify(expectedOf(run), undefined, 1)}\n`)
  writeFileSync(path.join(folder, 'lab.json'), `${JSON.stringify(truth, undefined, 1)}\n`)
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + statSync(path.join(folder, name)).size,
    0,
  )
}
