import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { recordOne, type Recorded, type RecordingWish } from './record-one.ts'
import { runTasks } from './run-tasks.ts'

export interface Plan {
  /** Recordings under way at most; each sleeps most of its time. */
  readonly atOnce: number
  readonly out: string
  readonly say: (text: string) => void
}

/** Programs of so many recordings are started at a time: a start takes a whole processor for seconds, which the others would feel. */
const startsAtOnce = 1

/** Makes all recordings, longest first, says how each went and what it took, and keeps that in `recordings.json`. */
export async function recordAll(wishes: readonly RecordingWish[], { atOnce, out, say }: Plan): Promise<void> {
  const begun = Date.now()
  const recorded: Recorded[] = []
  const ordered = wishes.toSorted((a, b) => lengthOf(b) - lengthOf(a))
  const tasks = ordered.map((wish) => ({
    // The kernel's log is the machine's: two recordings that read it would see each other's messages.
    ...(wish.fault.kernelLog ? { lane: 'kernel' } : {}),
    run: async (started: () => void) => {
      const result = await recordOne(wish, started)
      recorded.push(result)
      say(lineOf(result))
    },
  }))
  await runTasks(tasks, { atOnce, starting: startsAtOnce })
  const minutes = (Date.now() - begun) / 60_000
  keep(path.join(out, 'recordings.json'), recorded)
  say(summaryOf(recorded, minutes, out))
}

function lengthOf({ fault: { seconds = 8, kernelLog } }: RecordingWish): number {
  return seconds + (kernelLog ? 1000 : 0)
}

function lineOf({ id, seconds, start, warm, observe, collect, processor, bytes = 0, proof = '', failure }: Recorded): string {
  const phases = [start, warm, observe, collect].map((part) => part?.toFixed(1) ?? '–').join(' + ')
  const took = `${seconds.toFixed(1)} s: ${phases}; processor ${processor?.toFixed(1) ?? '–'} s`
  if (failure) return `FAIL ${id} (${took})\n     ${failure.split('\n').slice(0, 6).join('\n     ')}`
  return `ok   ${id} (${took}; ${Math.round(bytes / 1024)} KiB) ${proof.slice(0, 140)}`
}

function summaryOf(recorded: readonly Recorded[], minutes: number, out: string): string {
  const total = (part: 'start' | 'warm' | 'observe' | 'collect' | 'processor' | 'seconds') =>
    (recorded.reduce((sum, row) => sum + (row[part] ?? 0), 0) / 60).toFixed(1)
  const failed = recorded.filter(({ failure }) => failure)
  const megabytes = (recorded.reduce((sum, { bytes = 0 }) => sum + bytes, 0) / 1e6).toFixed(0)
  return [
    `${recorded.length - failed.length} cases recorded and probed, ${failed.length} not, in ${minutes.toFixed(1)} minutes, ${megabytes} MB in ${out}`,
    `minutes of all together: start ${total('start')}, warm ${total('warm')}, observe ${total('observe')}, collect ${total('collect')}; in all ${total('seconds')}, processor ${total('processor')}`,
    ...failed.map(({ id, failure = '' }) => `not recorded: ${id}: ${failure.split('\n')[0]}`),
  ].join('\n')
}

/** Rows of cases recorded anew replace their old ones. */
function keep(file: string, recorded: readonly Recorded[]): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : []
  const ids = new Set(recorded.map(({ id }) => id))
  const rows = [...before.filter(({ id }) => !ids.has(id)), ...recorded].toSorted((a, b) => a.id.localeCompare(b.id))
  writeFileSync(file, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`)
}
