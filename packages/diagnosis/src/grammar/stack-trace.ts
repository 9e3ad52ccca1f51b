import { describeException, readStackTraces, rootCauseOf, type StackFrame, type StackTrace } from '@faultmaven/code'

/** What a stack trace adds to its message. */
export type StackReading = {
  /** Innermost cause, type and message as written: the end of the chain of causes, the last line of a Python traceback. */
  readonly cause?: string
  /** Source line of the innermost own frame, where the trace prints it. */
  readonly site?: string
  /** Functions from the innermost outwards with their place, at most eight; frames of runtimes and frameworks stand behind the others. */
  readonly frames: readonly string[]
  /** Functions that repeat: the loop of an unbounded recursion. */
  readonly loop: readonly string[]
}

const ROOT_CAUSE = /^\s{0,40}Root cause\b[: ]\s?(.{3,400})$/i
/** A line that begins with the name of an exception. */
const EXCEPTION_LINE = /^\s{0,40}([A-Za-z_][\w.]{2,120}(?:Error|Exception|Exit|Interrupt|Warning|Failure))\b:?\s?(.{0,300})$/
/** Some appenders print an exception without its frames: its qualified name right after the message. */
const QUALIFIED = /^[a-z]\w{0,60}\.[\w.]{2,150}:/

/** Reads the continuation lines of a record; empty when they hold no trace. */
export function readStack(lines: readonly string[]): StackReading {
  const traces = readStackTraces(lines)
  const trace = traces.findLast((candidate) => describeException(rootCauseOf(candidate)) !== undefined) ?? traces[0]
  const inner = framesOf(trace).filter(({ isUnsure }) => isUnsure !== true)
  const cause = causeOf(lines, trace)
  const site = inner.find(({ isOwn, code }) => isOwn && code !== undefined)?.code
  const own = inner.filter(({ isOwn }) => isOwn)
  return {
    ...(cause !== undefined && { cause }),
    ...(site !== undefined && { site: site.slice(0, 160) }),
    frames: [...new Set([...own, ...inner].map(frameText))].slice(0, 8),
    loop: repeated(inner.map((frame) => frame.function)),
  }
}

function causeOf(lines: readonly string[], trace: StackTrace | undefined): string | undefined {
  const named = lines.map((line) => ROOT_CAUSE.exec(line.slice(0, 500))?.[1]).findLast((text) => text !== undefined)
  if (named !== undefined) return named.trim()
  const described = trace && describeException(rootCauseOf(trace))
  if (described !== undefined) return described
  const first = lines.find((line) => line.trim() !== '') ?? ''
  return trace !== undefined || QUALIFIED.test(first)
    ? lines.findLast((line) => EXCEPTION_LINE.test(line.slice(0, 500)))?.trim()
    : undefined
}

/** Frames of the innermost cause first, then those of what it caused. */
function framesOf(trace: StackTrace | undefined): StackFrame[] {
  return trace === undefined ? [] : [...framesOf(trace.cause), ...trace.frames]
}

function frameText({ function: name, file, line, isOwn }: StackFrame): string {
  return isOwn && file !== undefined && line !== undefined ? `${name} (${file}:${line})` : name
}

function repeated(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > 2)
    .map(([name]) => name)
    .slice(0, 4)
}
