import type { RecordBatch } from '../records/record-batch.ts'

/** From `line` on, stamps are `backMs` behind those before it: the clock was set back. */
export type ClockStep = { readonly line: number; readonly backMs: number }

/** How the stamps of a source run. */
export type RecordOrder = {
  /** Records stamped earlier than one before them, and by how much at most. */
  readonly late: number
  readonly latestMs: number
  /** At most 16 of each, in the order of lines. `restarts` are lines where another stretch of time begins: files joined end to end. */
  readonly steps: readonly ClockStep[]
  readonly restarts: readonly number[]
}

/** Less is how threads and buffers write. */
const STEP_US = 1_000_000
/** Records in a row behind the latest stamp that make it more than a straggler. */
const SETTLED = 20
const SETTLED_AT_END = 5
/** A clock set back by more of the time covered so far than this is rather another log. */
const MAX_SHARE = 0.5
const MAX_KEPT = 16

/**
 * Watches the stamps of one source in the order of its lines. Stragglers, whose time the next records pass again at once, are late;
 * when all that follows stays behind and runs through the same time once more, the clock was set back; when it begins before what was,
 * or runs through most of it again, another stretch begins, such as the next of several rotated files.
 * A record in order costs a comparison.
 */
export function createOrderWatch() {
  let first = NaN
  // An array, because assigning a number that is no small integer to a variable of a closure makes an object.
  const newest = new Float64Array([-Infinity])
  let late = 0
  let latestUs = 0
  const steps: ClockStep[] = []
  const restarts: number[] = []
  /** Records behind `latest` without one at or after it; they begin at `line` with `from`. */
  let behind = 0
  let line = 0
  let from = 0
  let before = 0
  let longestGap = 0

  /** A time that is not at or after all before it, or that follows one. */
  const seeLate = (time: number, at: number): void => {
    const latest = newest[0]!
    if (time >= latest) {
      pass(time)
      newest[0] = time
      return
    }
    late += 1
    if (latest - time > latestUs) latestUs = latest - time
    if (behind === 0) {
      if (latest - time < STEP_US) return
      line = at
      from = time
      longestGap = 0
    } else if (Math.abs(time - before) > longestGap) longestGap = Math.abs(time - before)
    behind += 1
    before = time
  }
  /** Sees the first records of a batch. */
  const see = ({ times, numbers }: Pick<RecordBatch, 'times' | 'numbers'>, count: number): void => {
    for (let index = 0; index < count && Number.isNaN(first); index++) first = times[index]!
    let latest = newest[0]!
    for (let index = 0; index < count; index++) {
      const time = times[index]!
      if (time >= latest && behind === 0) {
        latest = time
        continue
      }
      if (Number.isNaN(time)) continue
      newest[0] = latest
      seeLate(time, numbers[index]!)
      latest = newest[0]!
    }
    newest[0] = latest
  }
  /** Time has come to where it was: through all of it again, or by a leap as after a block of records that was written late. */
  const pass = (time: number): void => {
    const back = newest[0]! - from
    const gap = Math.max(longestGap, time - before)
    if (behind >= SETTLED && gap < back / 2) settle(back)
    behind = 0
  }
  const settle = (back: number): void => {
    const isRestart = from < first || back > MAX_SHARE * (newest[0]! - first)
    if (isRestart) restarts.push(line)
    else steps.push({ line, backMs: back / 1000 })
    late -= behind
    steps.length = Math.min(steps.length, MAX_KEPT)
    restarts.length = Math.min(restarts.length, MAX_KEPT)
  }
  /** As of now: what is still behind has turned out to stay there. */
  const result = (): RecordOrder => {
    const isOpen = behind >= SETTLED_AT_END
    const back = newest[0]! - from
    const isRestart = isOpen && (from < first || back > MAX_SHARE * (newest[0]! - first))
    return {
      late: isOpen ? late - behind : late,
      latestMs: latestUs / 1000,
      steps: isOpen && !isRestart ? [...steps, { line, backMs: back / 1000 }] : [...steps],
      restarts: isRestart ? [...restarts, line] : [...restarts],
    }
  }
  return { see, result }
}
