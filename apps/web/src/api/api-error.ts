import { Problem } from '@faultmaven/contracts'
import * as z from 'zod/mini'

/** A failed call: the problem document the server sent, or one made here when there was no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

/** The error in an answer that is not 2xx, also when its body is no problem document (a proxy's page, say). */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  return problemError(response.status, body)
}

/** The error of a status and its parsed body. */
export function problemError(status: number, body: unknown): ApiError {
  const problem = z.safeParse(Problem, body)
  return new ApiError(
    problem.success ? problem.data : { type: 'about:blank', title: `The server answered ${status}`, status, code: 'unknown' },
  )
}

/** The error when no answer came at all. */
export function unreachable(cause?: unknown): ApiError {
  const error = new ApiError({
    type: 'about:blank',
    title: 'The FaultMaven server does not answer',
    status: 0,
    code: 'unreachable',
    detail: 'Check that it still runs (npm start), then try again',
  })
  error.cause = cause
  return error
}

/** Any thrown value as one line for people. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return [error.problem.title, error.problem.detail].filter(Boolean).join('. ')
  return error instanceof Error ? error.message : String(error)
}

/** The HTTP status of a thrown value; 0 when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.problem.status : undefined
}
