import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type OpenTrace, openTrace } from './trace-builder.ts'

/** Time and processor that the console puts before a line. */
const STAMP = /^\s{0,4}(?:<\d{1,3}>)?(?:\[[ \d.]{1,24}\]\s{0,4}(?:\[ {0,8}[CT]\d{1,8}\]\s{0,4})?)?/
const HEADER =
  /^(BUG|Oops|Kernel panic|WARNING|INFO|Unable to handle kernel|Internal error|general protection fault|divide error|invalid opcode|stack segment|kernel BUG at|watchdog|NMI watchdog|rcu|Out of memory|page allocation)\b(?::| -|,)?\s?(.{0,400})$/
const COMM = /\bComm: (\S{1,40})/
const BLOCKED = /^task (\S{1,60}):\d{1,9} blocked for more than/
const INSTRUCTION = /(?:\bRIP: [\da-f]{4}:(?:\[<[\da-f]+>\] )?|\bPC is at |\b(?:pc|epc) : )([A-Za-z_][\w.]{1,80})/
const FRAME = /^(?:\[<[\da-f]{0,16}>\] )?(\? )?([A-Za-z_][\w.]{1,80})\+0x[\da-f]{1,8}\/0x[\da-f]{1,8}(?: \[\w{1,60}\])?/
const CALLS = /^(?:Call [Tt]race:|stack backtrace:|Backtrace:)/
const END = /^(?:---\[ end |Code: |Kernel Offset:)/
/** A report with all registers and modules is about this long. */
const MAX_LINES = 250

/**
 * An oops, a warning or a blocked task as the kernel prints it: heading, `RIP`, `Call Trace`. Unsure frames (`?`) are kept and marked.
 * Ends with `---[ end trace` or where the next report begins.
 *
 * @see https://docs.kernel.org/admin-guide/bug-hunting.html
 */
export function readKernelTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const header = HEADER.exec(textOf(lines[from]))
  if (!header && !CALLS.test(textOf(lines[from]))) return undefined
  const trace = header ? openTrace(from, header[1], header[2]) : openTrace(from)
  const blocked = BLOCKED.exec(header?.[2] ?? '')
  if (blocked?.[1] !== undefined) trace.thread = blocked[1]
  let seen = false
  let at = from + 1
  for (; at < Math.min(lines.length, from + MAX_LINES); at++) {
    const text = textOf(lines[at])
    if (END.test(text) && seen) break
    if (seen && trace.frames.length > 1 && HEADER.test(text)) break
    seen = readLine(trace, text, at) || seen
  }
  return trace.frames.length === 0 ? undefined : closeTrace(trace, 'kernel', at)
}

/** True for the heading of the frames and for frames. */
function readLine(trace: OpenTrace, text: string, at: number): boolean {
  const task = COMM.exec(text)?.[1]
  if (task !== undefined) trace.thread ??= task
  const instruction = INSTRUCTION.exec(text)?.[1]
  if (instruction !== undefined && trace.frames.length === 0) addFrame(trace, 'kernel', { function: instruction }, at)
  const frame = FRAME.exec(text)
  if (!frame) return CALLS.test(text)
  const name = frame[2] ?? ''
  if (trace.frames[0]?.function !== name || trace.frames.length > 1)
    addFrame(trace, 'kernel', { function: name, ...(frame[1] !== undefined && { isUnsure: true }) }, at)
  return true
}

function textOf(line = ''): string {
  return line.slice(0, 600).replace(STAMP, '').trimStart()
}
