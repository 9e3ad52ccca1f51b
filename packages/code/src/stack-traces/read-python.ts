import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type OpenTrace, openTrace, splitException } from './trace-builder.ts'

const START = /^(\s{0,40}(?:[|+] {0,8}){0,6})(?:Traceback|Exception Group Traceback) \(most recent call last\):/
const FRAME = /^\s{0,60}File "([^"]{1,400})", line (\d{1,7})(?:, in (.{1,200}))?$/
const MARKER = /^[\s~^]{1,400}$/
const REPEATED = /^\s{0,60}\[Previous line repeated \d{1,9} more times?\]/
const CHAINED =
  /^\s{0,40}(?:The above exception was the direct cause of the following exception:|During handling of the above exception, another exception occurred:)/
const MAX_CHAIN = 20

/**
 * Tracebacks as the `traceback` module prints them: outermost frame first with its source line below, the exception last; of a
 * chain the cause comes first. Indentation that an exception group adds (`|`) is taken off.
 *
 * @see https://docs.python.org/3/library/traceback.html
 */
export function readPythonTrace(lines: readonly string[], from: number): StackTrace | undefined {
  let at = from
  let cause: OpenTrace | undefined
  let last: OpenTrace | undefined
  for (let link = 0; link < MAX_CHAIN; link++) {
    const read = readOne(lines, at)
    if (read === undefined) break
    if (cause !== undefined) read.trace.cause = cause
    last = read.trace
    at = read.next
    const next = afterSeparator(lines, at)
    if (next === undefined) break
    cause = last
    at = next
  }
  return last === undefined ? undefined : closeTrace(last, 'python', at)
}

/** One traceback; frames alone count too, as where a log took the heading for its message. */
function readOne(lines: readonly string[], from: number): { trace: OpenTrace; next: number } | undefined {
  const isHeaded = START.test(lines[from] ?? '')
  if (!isHeaded && !FRAME.test(plain(lines[from]))) return undefined
  const trace = openTrace(from)
  let at = isHeaded ? from + 1 : from
  while (at < lines.length) {
    const frame = FRAME.exec(plain(lines[at]))
    if (frame) {
      const code = codeAfter(lines, at)
      addFrame(trace, 'python', frameOf(frame, code), at)
      at += code === undefined ? 1 : 2
    } else if (REPEATED.test(plain(lines[at])) || (MARKER.test(plain(lines[at])) && plain(lines[at]).trim() !== '')) at++
    else break
  }
  if (trace.frames.length === 0) return undefined
  trace.frames.reverse()
  const split = splitException(plain(lines[at]).trim())
  if (split === undefined) return { trace, next: at }
  Object.assign(trace, openTrace(from, split.exception, split.message), { frames: trace.frames })
  return { trace, next: at + 1 }
}

function codeAfter(lines: readonly string[], at: number): string | undefined {
  const next = plain(lines[at + 1])
  const isCode = next.trim() !== '' && indentOf(next) > indentOf(plain(lines[at])) && !FRAME.test(next) && !REPEATED.test(next)
  return isCode ? next.trim().slice(0, 400) : undefined
}

function frameOf([, file = '', line = '', name]: RegExpExecArray, code: string | undefined) {
  return { function: name ?? '<module>', file, line: Number(line), ...(code !== undefined && { code }) }
}

/** Where the next traceback of the chain begins. */
function afterSeparator(lines: readonly string[], from: number): number | undefined {
  let at = from
  // The message of an exception may have several lines.
  while (at < lines.length && at < from + 10 && !CHAINED.test(plain(lines[at]))) at++
  if (!CHAINED.test(plain(lines[at]))) return undefined
  at++
  while (at < lines.length && plain(lines[at]).trim() === '') at++
  return START.test(lines[at] ?? '') ? at : undefined
}

function plain(line = ''): string {
  return line.slice(0, 900).replace(/^(\s{0,40})(?:[|+] ?){1,6}/, '$1')
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
