import type { StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, openTrace } from './trace-builder.ts'

const PANIC = /^(panic|fatal error|unexpected fault address|runtime|SIG[A-Z]{2,6}): ?(.{0,500})$/
const GOROUTINE = /^goroutine (\d{1,12}) (?:gp=\S{1,20} m=\S{1,20}(?: mp=\S{1,20})? )?\[([^\]]{1,200})\]:$/
const FUNCTION = /^([\w./*()[\]$·-]{1,400})\((.{0,600})\)$/
const CREATED = /^created by ([\w./*()[\]$·-]{1,400})(?: in goroutine \d{1,12})?$/
const PLACE = /^\s{1,16}(\S.{0,400}?):(\d{1,7})(?: \+0x[\da-f]{1,16})?$/
const BETWEEN = /^(?:\[signal |\[recovered\]|\s{0,8}panic: |goroutine running on|exit status|$)/

/**
 * A panic of Go with the stack of its goroutine, or the stack of one goroutine of a dump: a function and its place on two lines.
 *
 * @see https://pkg.go.dev/runtime#hdr-Environment_Variables (GOTRACEBACK)
 * @see https://pkg.go.dev/runtime/debug#PrintStack
 */
export function readGoTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const panic = PANIC.exec((lines[from] ?? '').slice(0, 900))
  let at = from
  const trace = panic ? openTrace(from, panic[1], panic[2]) : openTrace(from)
  if (panic) {
    at++
    while (at < lines.length && at < from + 12 && BETWEEN.test(lines[at] ?? '')) at++
  }
  const goroutine = GOROUTINE.exec((lines[at] ?? '').slice(0, 900))
  if (goroutine) {
    trace.thread = `goroutine ${goroutine[1]} [${goroutine[2]}]`
    at++
  } else if (!isFrame(lines, at)) return undefined
  while (isFrame(lines, at)) {
    const place = PLACE.exec((lines[at + 1] ?? '').slice(0, 900))
    addFrame(trace, 'go', { function: functionOf(lines[at]), file: place?.[1] ?? '', line: Number(place?.[2]) }, at)
    at += 2
  }
  return trace.frames.length === 0 ? undefined : closeTrace(trace, 'go', at)
}

function isFrame(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').slice(0, 1100)
  return (FUNCTION.test(line) || CREATED.test(line)) && PLACE.test((lines[at + 1] ?? '').slice(0, 900))
}

function functionOf(text = ''): string {
  const line = text.slice(0, 1100)
  return CREATED.exec(line)?.[1] ?? FUNCTION.exec(line)?.[1] ?? line
}
