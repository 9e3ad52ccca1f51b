import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type OpenTrace, openTrace, splitException } from './trace-builder.ts'

const V8_NAMED =
  /^\s{0,60}at (?:async )?(?:new )?([^()]{1,300}?)(?: \[as [^\]]{1,100}\])? \(((?:.{1,400}?):(\d{1,7}):\d{1,7}|<anonymous>|native|index \d{1,6})\)[,{]?\s{0,4}\{?$/
const V8_PLAIN =
  /^\s{0,60}at (?:async )?((?:node:|file:\/\/|https?:\/\/|[\w@.~-]*[/\\]|[A-Z]:\\)[^()]{0,400}?):(\d{1,7}):\d{1,7}\s{0,4}\{?$/
const GECKO = /^([\w$.*/<>]{0,200})@((?:https?|file|moz-extension|resource):\/\/.{1,400}?):(\d{1,7}):\d{1,7}$/
const HEADER =
  /^(?:Uncaught (?:\(in promise\) )?|Unhandled(?: promise)? rejection:? ?|\[?)((?:[A-Z][\w$]{0,60})?(?:Error|Exception|Rejection|Warning)(?: \[[\w-]{1,60}\])?(?::.{0,400})?)$/
const CAUSE = /^\s{0,60}(?:\[cause\]: |\[?errors?\]?: \[$|Caused by: )(.{0,500})$/
const MAX_MESSAGE_LINES = 8
const MAX_LINKS = 100

/**
 * Traces of V8 (`at f (file:line:column)`) and Gecko (`f@file:line:column`), causes as Node.js prints them (`[cause]: `).
 *
 * @see https://v8.dev/docs/stack-trace-api
 * @see https://nodejs.org/api/errors.html#errorcause
 */
export function readJavascriptTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const outer = begin(lines[from])
  if (outer === undefined) return undefined
  const trace: OpenTrace = { ...outer, from }
  let current = trace
  let at = frameOf(lines[from]) === undefined ? from + 1 : from
  let seen = 0
  let links = 0
  for (; at < lines.length; at++) {
    const frame = frameOf(lines[at])
    const cause = CAUSE.exec((lines[at] ?? '').slice(0, 900))
    if (frame) {
      seen++
      addFrame(current, 'javascript', frame, at)
    } else if (cause && seen > 0) {
      const next = named(at, cause[1] ?? '')
      links += 1
      if (links <= MAX_LINKS) current.cause = next
      current = next
    } else if (current.frames.length > 0 || at - current.from > MAX_MESSAGE_LINES || (lines[at] ?? '').trim() === '') break
  }
  return seen === 0 ? undefined : closeTrace(trace, 'javascript', at)
}

function begin(line = ''): OpenTrace | undefined {
  if (frameOf(line) !== undefined) return openTrace(0)
  const header = HEADER.exec(line.slice(0, 900).trimEnd())
  return header ? named(0, header[1] ?? '') : undefined
}

function named(at: number, text: string): OpenTrace {
  const split = splitException(text.replace(/\s\{$/, ''))
  return split === undefined ? openTrace(at, undefined, text) : openTrace(at, split.exception, split.message)
}

function frameOf(text = '') {
  const line = text.slice(0, 900)
  const named = V8_NAMED.exec(line)
  if (named) {
    const [, name = '', place = '', number] = named
    return number === undefined
      ? { function: name }
      : { function: name, file: place.replace(/(?::\d{1,7}){1,2}$/, ''), line: Number(number) }
  }
  const plain = V8_PLAIN.exec(line)
  if (plain) return { function: '<anonymous>', file: plain[1] ?? '', line: Number(plain[2]) }
  const gecko = GECKO.exec(line.trim())
  if (gecko) return { function: gecko[1] === '' ? '<anonymous>' : (gecko[1] ?? ''), file: gecko[2] ?? '', line: Number(gecko[3]) }
  return undefined
}
