import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type OpenTrace, openTrace, splitException } from './trace-builder.ts'

const FRAME =
  /^\s{0,40}at (?:[\w.@-]{0,120}\/){0,2}([\w.$<>-]{3,300})\((Native Method|Unknown Source|<generated>|[^():\s]{1,120}(?::(\d{1,7}))?)\)(?:\s~?\[.{0,200}\])?$/
const HEADER =
  /^(?:Exception in thread "([^"]{1,200})" )?((?:(?:[A-Za-z_$][\w$]{0,80}\.){1,12}[A-Za-z_$][\w$]{0,80}|[A-Z]\w{0,80}(?:Exception|Error|Throwable))(?::.{0,400})?)$/
const CAUSED = /^(\s{0,40})Caused by: (.{1,500})$/
const SUPPRESSED = /^(\s{0,40})Suppressed: (.{1,500})$/
const WRAPPED = /^Wrapped by: (.{1,500})$/
const MORE = /^\s{0,40}\.\.\. \d{1,6} (?:more|common frames omitted)|^\s{0,40}\[CIRCULAR REFERENCE/
/** Lines of a message that goes on before the first frame. */
const MAX_MESSAGE_LINES = 8
/** Causes and suppressed exceptions that are told apart. */
const MAX_LINKS = 100

/**
 * A trace as `Throwable.printStackTrace` writes it: frames from the innermost, `Caused by:` inwards, `Suppressed:` indented;
 * also Logback's root cause first, `Wrapped by:` outwards. Frames may stand without their header.
 *
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Throwable.html#printStackTrace()
 */
export function readJavaTrace(lines: readonly string[], from: number): StackTrace | undefined {
  let outer = begin(lines, from)
  if (outer === undefined) return undefined
  // The trace that a cause at this depth of indentation belongs to.
  const levels: OpenTrace[] = [outer]
  let current = outer
  let seen = 0
  let links = 0
  // The end of the chain of causes at each depth.
  const ends: OpenTrace[] = [outer]
  let at = isFrame(lines[from]) ? from : from + 1
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').slice(0, 900)
    const frame = FRAME.exec(line)
    const caused = CAUSED.exec(line)
    const suppressed = SUPPRESSED.exec(line)
    const wrapped = WRAPPED.exec(line)
    if (frame) {
      seen++
      addFrame(current, 'java', frameOf(frame), at)
    } else if (caused) {
      const level = Math.min(depthOf(caused[1]), levels.length - 1)
      const cause = named(at, caused[2])
      links += 1
      const parent = ends[level] ?? levels[level] ?? outer
      if (links <= MAX_LINKS) parent.cause = cause
      levels.length = level + 1
      ends.length = level + 1
      ends[level] = cause
      current = cause
    } else if (suppressed) {
      const level = Math.max(0, Math.min(depthOf(suppressed[1]) - 1, levels.length - 1))
      const other = named(at, suppressed[2])
      links += 1
      if (links <= MAX_LINKS) (ends[level] ?? levels[level] ?? outer).suppressed.push(other)
      levels.length = level + 1
      ends.length = level + 1
      levels.push(other)
      ends.push(other)
      current = other
    } else if (wrapped) {
      links += 1
      const wrapper = named(from, wrapped[1])
      // Of a chain too long its inner end is kept, whatever wraps it.
      if (links <= MAX_LINKS) {
        wrapper.cause = outer
        outer = wrapper
      }
      levels.splice(0, levels.length, wrapper)
      ends.splice(0, ends.length, wrapper)
      current = wrapper
    } else if (!MORE.test(line) && (current.frames.length > 0 || at - current.from > MAX_MESSAGE_LINES || line.trim() === ''))
      break
  }
  const isSuppressing = outer.suppressed.length > 0
  const isCauseAlone = CAUSED.test((lines[from] ?? '').slice(0, 900))
  return seen === 0 && outer.cause === undefined && !isCauseAlone && !isSuppressing ? undefined : closeTrace(outer, 'java', at)
}

function begin(lines: readonly string[], from: number): OpenTrace | undefined {
  const line = (lines[from] ?? '').slice(0, 900)
  if (FRAME.test(line)) return openTrace(from)
  const caused = CAUSED.exec(line)
  // A log that prints only causes: the line itself said what they caused.
  if (caused) return named(from, caused[2])
  const header = HEADER.exec(line)
  if (!header) return undefined
  const trace = named(from, header[2])
  if (header[1] !== undefined) trace.thread = header[1]
  return trace
}

function named(at: number, text = ''): OpenTrace {
  const split = splitException(text)
  return split === undefined ? openTrace(at, undefined, text) : openTrace(at, split.exception, split.message)
}

function frameOf([, name = '', place = '', line]: RegExpExecArray) {
  const file = /^(?:Native Method|Unknown Source|<generated>)$/.test(place) ? undefined : place.replace(/:\d{1,7}$/, '')
  return { function: name, ...(file !== undefined && { file }), ...(line !== undefined && { line: Number(line) }) }
}

function isFrame(line = ''): boolean {
  return FRAME.test(line.slice(0, 900))
}

/** Indentation in steps: a tab each, or four spaces. */
function depthOf(indent = ''): number {
  return indent.replaceAll('\t', '    ').length >> 2
}
