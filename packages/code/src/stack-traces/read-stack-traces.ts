import { readGoTrace } from './read-go.ts'
import { readJavascriptTrace } from './read-javascript.ts'
import { readJavaTrace } from './read-java.ts'
import { readKernelTrace } from './read-kernel.ts'
import { readNativeTrace } from './read-native.ts'
import { readDotnetTrace, readPhpTrace, readRubyTrace } from './read-others.ts'
import { readPythonTrace } from './read-python.ts'
import { readRustTrace } from './read-rust.ts'
import type { StackTrace } from './stack-trace.ts'

/** What could begin a trace; most lines of a log are none of it. */
const OPENING =
  /^\s{0,60}at |Traceback|Error|Exception|File "|Throwable|Caused by|panic|fatal error|goroutine|backtrace|#\d|^\s{0,12}\d+: |:in ['`]|signal SIG|\bBUG\b|Oops|Call [Tt]race|WARNING|INFO: task|@\w+:\/\/|^\S{1,300}\(.{0,300}\)$|Sanitizer: |watchdog|Kernel|kernel|protection fault|invalid opcode|\.[A-Z]\w*:/
/** In this order: what a runtime prints that no other does comes first. */
const READERS = [
  readPythonTrace,
  readGoTrace,
  readRustTrace,
  readPhpTrace,
  readRubyTrace,
  readNativeTrace,
  readJavascriptTrace,
  readJavaTrace,
  readDotnetTrace,
  readKernelTrace,
]
const MAX_TRACES = 100

/**
 * The stack traces among lines, in order, at most 100. Never throws; text between them is passed over.
 * Linear in the characters: each line is tried once by each reader, patterns are bounded.
 *
 * @param lines as printed, without the headers of log records; of a record: its message first, then its continuation
 */
export function readStackTraces(lines: readonly string[]): StackTrace[] {
  const traces: StackTrace[] = []
  for (let at = 0; at < lines.length && traces.length < MAX_TRACES;) {
    const trace = OPENING.test((lines[at] ?? '').slice(0, 600)) ? readAt(lines, at) : undefined
    if (trace !== undefined) traces.push(trace)
    at = Math.max(at + 1, trace?.to ?? 0)
  }
  return traces
}

function readAt(lines: readonly string[], at: number): StackTrace | undefined {
  for (const read of READERS) {
    const trace = read(lines, at)
    if (trace !== undefined) return trace
  }
  return undefined
}
