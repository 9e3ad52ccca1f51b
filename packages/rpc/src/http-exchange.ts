import type { Readable } from 'node:stream'
import { Problem } from '@faultmaven/contracts'
import type { Operation } from '@faultmaven/contracts'
import { request, type Dispatcher } from 'undici'
import type { CallScope } from './call-scope.ts'
import { toHeaders } from './http-headers.ts'
import { toInputParts } from './input-parts.ts'
import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts'
import { ProblemError } from './problem-error.ts'

/** Where one operation is served. */
export type Endpoint = { readonly name: string; readonly baseUrl: string; readonly dispatcher: Dispatcher }

type Exchange = {
  readonly endpoint: Endpoint
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
  readonly scope: CallScope
  /** The bytes of an upload. */
  readonly body?: Readable
}

/** What node and undici call a connection that could not be made or broke. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_INFO',
])

/** Marks a failure of the connection, the only kind that is worth another try. */
export class ConnectionError extends ProblemError {
  constructor(name: string, cause: unknown) {
    super('service.unavailable', { detail: `${name} cannot be reached`, cause })
  }
}

/**
 * Sends one request and gives the body of its good answer.
 * @throws {ProblemError} what the peer answered, `service.contract` for an answer that is none of ours
 * @throws {ConnectionError} when the connection failed
 */
export async function exchange({ endpoint, operation, input, scope, body }: Exchange): Promise<Dispatcher.ResponseData['body']> {
  const parts = toInputParts(operation, input)
  const response = await connected(endpoint.name, () =>
    request(endpoint.baseUrl + toPath(operation, parts), {
      method: operation.method,
      dispatcher: endpoint.dispatcher,
      signal: scope.context.signal,
      headers: { ...toHeaders(scope.context), ...contentHeaders(operation, parts.body !== undefined) },
      body: body ?? (parts.body === undefined ? null : JSON.stringify(parts.body)),
    }),
  )
  if (response.statusCode >= 200 && response.statusCode < 300) return response.body
  throw await toRefusal(endpoint.name, response)
}

/** The JSON of a good answer. @throws {ConnectionError} when it breaks off, {ProblemError} `service.contract` when it is no JSON */
export async function readJson(name: string, body: Dispatcher.ResponseData['body']): Promise<unknown> {
  const text = await connected(name, () => body.text())
  return parseJson(name, text)
}

/** @throws {ProblemError} `service.contract` */
export function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the text, so it is no cause.
    throw new ProblemError('service.contract', { detail: `${name} answered with something that is not JSON` })
  }
}

/** Runs what talks to the peer; a broken connection becomes a {@link ConnectionError}, anything else stays. */
async function connected<T>(name: string, talk: () => Promise<T>): Promise<T> {
  try {
    return await talk()
  } catch (error) {
    throw asConnectionError(name, error)
  }
}

/** A {@link ConnectionError} when that is what the error means, else the error itself. */
export function asConnectionError(name: string, error: unknown): unknown {
  return isConnectionFailure(error) ? new ConnectionError(name, error) : error
}

function isConnectionFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isConnectionFailure)
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)
}

function toPath(operation: Operation, { path, query }: ReturnType<typeof toInputParts>): string {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  return search === '' ? filled : `${filled}?${search}`
}

function contentHeaders(operation: Operation, hasBody: boolean): Record<string, string> {
  const accept = acceptOf(operation)
  if (operation.kind === 'upload') return { accept, 'content-type': 'application/octet-stream' }
  return hasBody ? { accept, 'content-type': 'application/json' } : { accept }
}

function acceptOf(operation: Operation): string {
  if (operation.kind === 'download') return operation.contentType
  return operation.kind === 'stream' ? 'text/event-stream' : 'application/json'
}

/** Reads a refusal. A code of a newer peer that this one does not know is `service.internal`. */
async function toRefusal(name: string, { statusCode, body }: Dispatcher.ResponseData): Promise<ProblemError> {
  const text = await connected(name, () => body.text())
  const problem = Problem.safeParse(tryJson(text))
  if (problem.success) return fromProblem(problem.data)
  // No problem document: a proxy in between, or no FaultMaven at all.
  const code = statusCode >= 502 && statusCode <= 504 ? 'service.unavailable' : 'service.contract'
  return new ProblemError(code, { detail: `${name} answered with status ${statusCode} and no problem document` })
}

/** A received problem document as the error it was. */
export function fromProblem({ code, detail, retryAfterMs, errors }: Problem): ProblemError {
  return new ProblemError(isProblemCode(code) ? code : 'service.internal', {
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(errors === undefined ? {} : { errors }),
  })
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
