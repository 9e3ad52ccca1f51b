import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, openTrace } from './trace-builder.ts'

const FRAME = /^\s{0,12}#(\d{1,4})\s{1,4}(?:0x[\da-f]{1,16} in )?(\S.{0,1400})$/
/** Place of a frame: ` at file:line` and ` from library` of gdb, the last word of sanitizers. */
const PLACE =
  / (?:(?:at|from) (\S{1,400})|\(?((?:[\w.~-]{0,60}\/|\.\.?\/)[^\s()]{1,400}|[\w.-]{1,120}\.\w{1,4}(?::\d{1,7}){1,2})\)?)$/
const NUMBERS = /^(.{1,400}?)(?::(\d{1,7}))?(?::\d{1,5})?$/
const SANITIZER = /^(?:={2,10}\d{1,9}={2,10} ?)?(?:ERROR|WARNING): (\w{2,12}Sanitizer): (.{1,300})$/
const SIGNAL =
  /^(?:Program (?:received|terminated with) signal |Thread \S{1,40}.{0,60} received signal )(SIG[A-Z]{2,8}), (.{1,100})\.$/
const THREAD = /^Thread (\d{1,6}) \(.{1,200}\)(?: \(.{0,60}\))?:$/

/**
 * A backtrace of gdb or lldb, or a report of a sanitizer: frames numbered `#0` inside out.
 * A second stack of a report (where memory was freed) is a trace of its own.
 *
 * @see https://sourceware.org/gdb/current/onlinedocs/gdb.html/Backtrace.html
 * @see https://clang.llvm.org/docs/AddressSanitizer.html
 */
export function readNativeTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const first = (lines[from] ?? '').slice(0, 1500)
  const sanitizer = SANITIZER.exec(first)
  const signal = SIGNAL.exec(first)
  const thread = THREAD.exec(first)
  const trace = sanitizer
    ? openTrace(from, sanitizer[1], sanitizer[2])
    : signal
      ? openTrace(from, signal[1], signal[2])
      : openTrace(from)
  if (thread?.[1] !== undefined) trace.thread = `thread ${thread[1]}`
  let at = from
  if (sanitizer || signal || thread) {
    at++
    while (at < lines.length && at < from + 8 && frameOf(lines[at]) === undefined) at++
  }
  for (let number = 0; at < lines.length; at++, number++) {
    const frame = frameOf(lines[at])
    // Numbers that do not go on belong to another stack.
    if (frame === undefined || frame.number !== number) break
    addFrame(trace, 'native', frame.reading, at)
  }
  return trace.frames.length < (sanitizer || signal || thread ? 1 : 2) ? undefined : closeTrace(trace, 'native', at)
}

function frameOf(line = '') {
  const match = FRAME.exec(line.slice(0, 1500).trimEnd())
  if (!match) return undefined
  const [, number = '', rest = ''] = match
  const found = PLACE.exec(rest)
  const [, file, at] = NUMBERS.exec(found?.[1] ?? found?.[2] ?? '') ?? []
  const name = nameOf(found ? rest.slice(0, found.index) : rest)
  if (name === undefined || (found === null && !rest.includes('('))) return undefined
  const place = file === undefined ? {} : { file, ...(at !== undefined && { line: Number(at) }) }
  return { number: Number(number), reading: { function: name, ...place } }
}

/** A function without its arguments; undefined for words that are none. */
function nameOf(text: string): string | undefined {
  const from = /^(?:\w{1,60}::){0,6}operator ?\(\)/.exec(text)?.[0].length ?? 0
  const open = text.indexOf('(', from)
  const name = (open < 0 ? text : text.slice(0, open)).trim()
  return name === '' || name.length > 300 || !/^[\w:~<>$@.*&, -]+$|operator/.test(name) ? undefined : name
}
