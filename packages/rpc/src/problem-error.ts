import type { Problem } from '@faultmaven/contracts'
import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts'

type Options = {
  /** For people: what happened, why, what to do. Never user evidence, secrets or stack traces. */
  readonly detail?: string
  readonly cause?: unknown
  readonly retryAfterMs?: number
  readonly errors?: readonly { pointer: string; detail: string }[]
}

/** The one error type that crosses services. `code` decides status and title; `detail` is public. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly retryAfterMs: number | undefined
  readonly errors: readonly { pointer: string; detail: string }[] | undefined

  constructor(code: ProblemCode, { detail, cause, retryAfterMs, errors }: Options = {}) {
    super(detail ?? PROBLEMS[code].title, { cause })
    this.code = code
    this.detail = detail
    this.retryAfterMs = retryAfterMs
    this.errors = errors
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  /** The RFC 9457 document. */
  toProblem(requestId?: string): Problem {
    return {
      type: `https://faultmaven.dev/errors/${this.code.replaceAll('.', '-')}`,
      title: PROBLEMS[this.code].title,
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
    }
  }
}
