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
    frames: framesOf(error),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeFailure(error.cause, depth + 1) }),
  }
}

/** A message of several lines may imitate frames, so it is cut off; where it was changed since, frames begin after the last other line. */
function framesOf({ stack = '', message }: Error): string[] {
  const lines = stack.replace(message, '').split('\n')
  const firstFrame = lines.findLastIndex((line) => !/^ {4}at /.test(line)) + 1
  return lines.slice(firstFrame, firstFrame + MAX_FRAMES).map((line) => line.trim())
}
