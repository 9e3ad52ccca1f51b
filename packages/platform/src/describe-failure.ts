const MAX_CAUSES = 5
const MAX_FRAMES = 12

export type Failure = {
  readonly type: string
  readonly code?: string
  /** Code positions only. */
  readonly frames: readonly string[]
  readonly cause?: Failure
}

/**
 * What a log may hold of an error: its type, code, stack frames and causes. Never its message: a parser's message quotes what it
 * could not parse, and that is evidence.
 */
export function describeFailure(error: unknown, depth = 1): Failure {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] }
  return {
    type: error.name,
    ...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? { code: String(error.code) }
      : {}),
    frames: framesOf(error.stack ?? ''),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeFailure(error.cause, depth + 1) }),
  }
}

/** A message of several lines may imitate frames; those after the last line that is none are the real ones. */
function framesOf(stack: string): string[] {
  const lines = stack.split('\n')
  const firstFrame = lines.findLastIndex((line) => !/^ {4}at /.test(line)) + 1
  return lines.slice(firstFrame, firstFrame + MAX_FRAMES).map((line) => line.trim())
}
