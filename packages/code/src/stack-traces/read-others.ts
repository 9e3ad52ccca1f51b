import type { Runtime, StackTrace } from './stack-trace.ts'
import { addFrame, closeTrace, type FrameReading, openTrace, splitException } from './trace-builder.ts'

const DOTNET_FRAME = /^\s{1,12}at ([\w.`<>[\],+|]{3,300})\(([^()]{0,400})\)(?: in (.{1,400}):line (\d{1,7}))?$/
const DOTNET_HEADER =
  /^(?:Unhandled exception\. |\s{0,8}---> )?((?:[A-Za-z_]\w{0,60}\.){1,10}\w{0,60}Exception(?: \(0x[\dA-F]{1,8}\))?: .{0,500})$/
const RUBY_FRAME =
  /^\s{0,12}(?:from )?(\/?[^\s:'"]{1,300}\.(?:rb|erb|rake|ru)|\/[^\s:]{1,300}):(\d{1,7}):in ['`]([^']{1,200})'(?:: (.{1,500}))?$/
const PHP_HEADER =
  /^(?:PHP )?(?:Fatal error: {1,2}|\[.{0,40}\] )?(?:Uncaught )?(\w[\w\\]{0,120}(?:Exception|Error)): (.{1,400}?)(?: in (\S{1,300}):(\d{1,7}))?$/
const PHP_FRAME =
  /^\s{0,8}#(\d{1,4}) (?:(\S.{0,300}?)\((\d{1,7})\): |\[internal function\]: |)([\w\\:>{}-]{1,200})(?:\(.{0,400}\))?$/

/**
 * Traces of .NET, innermost exception first in the heading after `--->`.
 * @see https://learn.microsoft.com/dotnet/api/system.exception.tostring
 */
export function readDotnetTrace(lines: readonly string[], from: number): StackTrace | undefined {
  return readRun(lines, from, {
    runtime: 'dotnet',
    header: (line) => splitException(DOTNET_HEADER.exec(line)?.[1] ?? ''),
    frame(line) {
      const match = DOTNET_FRAME.exec(line)
      // A frame without a file looks like Java's but for its types of arguments.
      if (
        !match ||
        (match[3] === undefined && /^(?:[\w$.-]+\.\w+(?::\d+)?|Native Method|Unknown Source|<generated>)$/.test(match[2] ?? ''))
      )
        return undefined
      return { function: match[1] ?? '', ...(match[3] !== undefined && { file: match[3], line: Number(match[4]) }) }
    },
  })
}

/**
 * Backtraces of Ruby: the place, the method and, on the first line, message and class.
 * @see https://docs.ruby-lang.org/en/master/Exception.html#method-i-full_message
 */
export function readRubyTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const message = /^(.{0,400}?)(?: \((\w[\w:]{0,120})\))?$/.exec(RUBY_FRAME.exec((lines[from] ?? '').slice(0, 1200))?.[4] ?? '')
  const trace = readRun(lines, from, {
    runtime: 'ruby',
    header: () => undefined,
    frame(line) {
      const match = RUBY_FRAME.exec(line)
      return match ? { function: match[3] ?? '', file: match[1] ?? '', line: Number(match[2]) } : undefined
    },
  })
  if (trace === undefined) return undefined
  return { ...trace, ...(message?.[2] !== undefined && { exception: message[2] }), ...(message?.[1] && { message: message[1] }) }
}

/**
 * Uncaught exceptions of PHP with their `Stack trace:`.
 * @see https://www.php.net/manual/en/exception.gettraceasstring.php
 */
export function readPhpTrace(lines: readonly string[], from: number): StackTrace | undefined {
  const header = PHP_HEADER.exec((lines[from] ?? '').slice(0, 1200))
  const start = /^\s{0,8}(?:\[stacktrace\]|Stack trace:)$/.test(lines[from + 1] ?? '') ? from + 2 : undefined
  if (!header || start === undefined) return undefined
  const trace = openTrace(from, header[1], header[2])
  if (header[3] !== undefined) addFrame(trace, 'php', { function: '{throw}', file: header[3], line: Number(header[4]) }, from)
  let at = start
  for (; at < lines.length; at++) {
    const match = PHP_FRAME.exec((lines[at] ?? '').slice(0, 1200))
    if (!match) break
    addFrame(
      trace,
      'php',
      { function: match[4] ?? '', ...(match[2] !== undefined && { file: match[2], line: Number(match[3]) }) },
      at,
    )
  }
  return closeTrace(trace, 'php', at)
}

type Grammar = {
  readonly runtime: Runtime
  readonly header: (line: string) => { exception: string; message: string } | undefined
  readonly frame: (line: string) => FrameReading | undefined
}

/** A heading, where there is one, and the frames under it. */
function readRun(lines: readonly string[], from: number, { runtime, header, frame }: Grammar): StackTrace | undefined {
  const head = header((lines[from] ?? '').slice(0, 1200))
  const trace = openTrace(from, head?.exception, head?.message)
  let at = head === undefined ? from : from + 1
  for (; at < lines.length; at++) {
    const read = frame((lines[at] ?? '').slice(0, 1200))
    if (read === undefined) break
    addFrame(trace, runtime, read, at)
  }
  return trace.frames.length === 0 ? undefined : closeTrace(trace, runtime, at)
}
