import * as z from 'zod/mini'
import { describeIssues } from './describe-issues.ts'
import { ProblemError } from './problem-error.ts'

/** An error of undici, SQLite or a wrapper may carry the telling one some causes down. */
const MAX_CAUSES = 5
const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])

/**
 * The one mapping from whatever was thrown to what a caller may know. The first of its causes that is understood decides;
 * anything else is `service.internal`, whose message stays inside (log `cause`).
 */
export function toProblemError(error: unknown): ProblemError {
  for (const link of causes(error)) {
    const problem = understood(link)
    if (problem) return problem
  }
  return new ProblemError('service.internal', { cause: error })
}

/** The same for what a caller did, an abort or a failed body: what is no problem of ours means that it went away. */
export function toCallerProblem(reason: unknown): ProblemError {
  const problem = toProblemError(reason)
  return problem.code === 'service.internal' ? new ProblemError('request.cancelled', { cause: reason }) : problem
}

function* causes(error: unknown): Generator<Error> {
  for (let link = error, depth = 0; link instanceof Error && depth < MAX_CAUSES; link = link.cause, depth++) yield link
}

function understood(error: Error): ProblemError | undefined {
  if (error instanceof ProblemError) return error
  if (error instanceof z.core.$ZodError) return invalid(error)
  if (error.name === 'TimeoutError') return new ProblemError('service.deadline', { cause: error })
  if (error.name === 'AbortError') return new ProblemError('request.cancelled', { cause: error })
  if (isStorageFull(error)) {
    return new ProblemError('storage.full', {
      detail: 'The disk of the server is full; free some space and try again',
      cause: error,
    })
  }
  if (codeOf(error) === 'SEAL_BROKEN') {
    return new ProblemError('storage.damaged', {
      detail:
        'Sealed data of this case was changed or cut, or its key is of another backup; restore data and keys together, or send the sources again',
      cause: error,
    })
  }
  return fromFramework(error)
}

function invalid(error: z.core.$ZodError): ProblemError {
  return new ProblemError('request.invalid', {
    detail: 'The request does not match the contract; see errors',
    errors: describeIssues(error.issues),
  })
}

function isStorageFull(error: Error): boolean {
  return FULL.has(codeOf(error)) || error.message.includes('database or disk is full')
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Fastify's own refusals. Their messages may quote the request, so each status has a sentence of ours. */
function fromFramework(error: Error): ProblemError | undefined {
  if (!codeOf(error).startsWith('FST_') || !('statusCode' in error)) return undefined
  const { statusCode } = error
  if (statusCode === 404) return new ProblemError('route.not_found', { cause: error })
  if (statusCode === 413) return new ProblemError('request.too_large', { cause: error })
  if (statusCode === 429) return new ProblemError('request.rate_limited', { cause: error })
  if (statusCode === 415)
    return new ProblemError('request.invalid', { detail: 'Send the body as application/json', cause: error })
  if (statusCode === 400) return new ProblemError('request.invalid', { detail: 'The body is not valid JSON', cause: error })
  return undefined
}
