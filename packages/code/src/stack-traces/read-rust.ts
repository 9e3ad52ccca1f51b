import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type OpenTrace, openTrace } from './trace-builder.ts'

const PANIC = /^thread '([^']{0,200})' (?:\(\d{1,10}\) )?panicked at (?:'(.{0,500})', )?([^\s:]{1,300}):(\d{1,7})(?::\d{1,7})?:?$/
const FRAME = /^\s{0,8}(\d{1,4}): {1,4}(?:0x[\da-f]{1,16} - )?(.{1,400})$/
const PLACE = /^\s{6,40}at (\S.{0,400}?):(\d{1,7})(?::\d{1,7})?$/
const ERROR = /^Error: (.{1,500})$/
const CAUSED = /^Caused by:$/
const MAX_LINKS = 100
const NUMBERED = /^\s{2,8}(?:\d{1,3}: )?(\S.{0,500})$/

/**
 * A panic of Rust with its backtrace, where there is one (`RUST_BACKTRACE=1`), or a report of causes as `anyhow` and `eyre` print it.
 *
 * @see https://doc.rust-lang.org/std/backtrace/
 * @see https://docs.rs/anyhow/latest/anyhow/struct.Error.html#display-representations
 */
export function readRustTrace(lines: readonly string[], from: number): StackTrace | undefined {
  return readPanic(lines, from) ?? readReport(lines, from) ?? readBacktrace(lines, from)
}

function readPanic(lines: readonly string[], from: number): StackTrace | undefined {
  const panic = PANIC.exec((lines[from] ?? '').slice(0, 1100))
  if (!panic) return undefined
  const [, thread = '', quoted, file = '', line = ''] = panic
  // Since Rust 1.73 the message stands on the next line.
  const message = quoted ?? lines[from + 1]
  const trace = openTrace(from, 'panic', message)
  trace.thread = thread
  const begin = quoted === undefined ? from + 2 : from + 1
  const start = /^stack backtrace:$/.test(lines[begin] ?? '') ? begin + 1 : begin
  const to = readFrames(lines, start, trace)
  // Without a backtrace the place of the panic is the only frame known.
  if (trace.frames.length === 0) addFrame(trace, 'rust', { function: '<panic>', file, line: Number(line) }, from)
  return closeTrace(trace, 'rust', Math.max(begin, to))
}

function readReport(lines: readonly string[], from: number): StackTrace | undefined {
  const error = ERROR.exec((lines[from] ?? '').slice(0, 900))
  if (!error) return undefined
  let at = from + 1
  while ((lines[at] ?? '').trim() === '' && at < Math.min(lines.length, from + 4)) at++
  if (!CAUSED.test(lines[at] ?? '')) return undefined
  const trace = openTrace(from, undefined, error[1])
  let current: OpenTrace = trace
  for (at++; at < Math.min(lines.length, from + MAX_LINKS); at++) {
    const cause = NUMBERED.exec((lines[at] ?? '').slice(0, 900))
    if (!cause) break
    current.cause = openTrace(at, undefined, cause[1])
    current = current.cause
  }
  return closeTrace(trace, 'rust', at)
}

function readBacktrace(lines: readonly string[], from: number): StackTrace | undefined {
  const start = /^\s{0,8}stack backtrace:$/i.test(lines[from] ?? '') ? from + 1 : from
  if (!/^\s{0,8}0: /.test(lines[start] ?? '') || !PLACE.test((lines[start + 1] ?? '').slice(0, 900))) return undefined
  const trace = openTrace(from)
  return closeTrace(trace, 'rust', readFrames(lines, start, trace))
}

function readFrames(lines: readonly string[], from: number, trace: OpenTrace): number {
  let at = from
  while (at < lines.length) {
    const frame = FRAME.exec((lines[at] ?? '').slice(0, 900))
    if (!frame) break
    const place = PLACE.exec((lines[at + 1] ?? '').slice(0, 900))
    const name = (frame[2] ?? '').replace(/::h[\da-f]{16}$/, '')
    addFrame(trace, 'rust', { function: name, ...(place && { file: place[1] ?? '', line: Number(place[2]) }) }, at)
    at += place ? 2 : 1
  }
  return at
}
