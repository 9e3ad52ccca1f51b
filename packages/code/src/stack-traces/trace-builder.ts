import { isOwnCode } from './own-code.ts'
import type { Runtime, StackFrame, StackTrace } from './stack-trace.ts'

const MAX_FRAMES = 200
const MAX_MESSAGE = 400

/** A trace while its lines are read. */
export type OpenTrace = {
  exception?: string
  message?: string
  thread?: string
  readonly frames: StackFrame[]
  cause?: OpenTrace
  readonly suppressed: OpenTrace[]
  readonly from: number
}

/** What a line says of a frame; whether it is the program's own is decided here for all runtimes. */
export type FrameReading = Omit<StackFrame, 'isOwn' | 'at'>

export function openTrace(from: number, exception?: string, message?: string): OpenTrace {
  return {
    ...(exception !== undefined && exception !== '' && { exception }),
    ...(message !== undefined && message.trim() !== '' && { message: message.trim().slice(0, MAX_MESSAGE) }),
    frames: [],
    suppressed: [],
    from,
  }
}

export function addFrame(trace: OpenTrace, runtime: Runtime, frame: FrameReading, at: number): void {
  if (trace.frames.length < MAX_FRAMES) trace.frames.push({ ...frame, isOwn: isOwnCode(runtime, frame.function, frame.file), at })
}

export function closeTrace(trace: OpenTrace, runtime: Runtime, to: number): StackTrace {
  const { cause, suppressed, ...rest } = trace
  return {
    runtime,
    ...rest,
    ...(cause !== undefined && { cause: closeTrace(cause, runtime, to) }),
    suppressed: suppressed.map((other) => closeTrace(other, runtime, to)),
    to,
  }
}

/** `type: message` in its parts; undefined where the text names no type of an exception. */
export function splitException(text: string): { exception: string; message: string } | undefined {
  const match = /^([A-Za-z_$][\w$.]{0,200}(?:::\w{1,80}){0,8})(?: \[[\w-]{1,60}\])?(?::\s?(.{0,400}))?$/s.exec(text.slice(0, 700))
  return match?.[1] === undefined ? undefined : { exception: match[1], message: match[2] ?? '' }
}
