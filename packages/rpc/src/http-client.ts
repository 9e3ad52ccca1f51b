import type { Readable } from 'node:stream'
import type { Contract, Download, Operation, Stream, Unary, Upload } from '@faultmaven/contracts'
import { Agent, type Dispatcher } from 'undici'
import { toClient } from './bind.ts'
import { openCallScope } from './call-scope.ts'
import type { Client } from './client-types.ts'
import type { CallContext } from './context.ts'
import { notIdle, withIdleTimeout } from './idle-timeout.ts'
import { ProblemError } from './problem-error.ts'
import { asConnectionError, exchange, readJson, type Endpoint } from './http-exchange.ts'
import { parseOutput, unaryTimeoutMs } from './invoke.ts'
import { limitBytes } from './limit-bytes.ts'
import { readEvents } from './read-events.ts'
import { retryConnection } from './retry-connection.ts'

type Values = Readonly<Record<string, unknown>>
type Options = {
  /** Origin of the role, `http://127.0.0.1:8081`; a path is a prefix. */
  readonly baseUrl: string
  /** Connections to use, shared or one's own to close. @default an Agent that keeps idle connections for 4 s */
  readonly dispatcher?: Dispatcher
  /** A stream that says nothing for so long, not even its heartbeat of 15 s, is cut. @default 45 000 */
  readonly idleTimeoutMs?: number
}
type Target = Endpoint & { readonly idleTimeoutMs: number }

/**
 * A client over HTTP/1.1 of the same shape as the in-process one. Unary calls are bounded by the operation's `timeoutMs` and the
 * deadline, streams and uploads by deadline and signal only. Rejects with {@link ProblemError}: `service.unavailable` when nobody
 * answers or a stream is cut, `service.contract` when the answer is not what the contract says.
 */
export function createHttpClient<C extends Contract>(
  contract: C,
  { baseUrl, dispatcher = createAgent(), idleTimeoutMs = 45_000 }: Options,
): Client<C> {
  return toClient(contract, (key, operation) => {
    const target = { name: `${contract.name}.${key}`, baseUrl: baseUrl.replace(/\/$/, ''), dispatcher, idleTimeoutMs }
    return callOf(target, operation)
  })
}

/** Timeouts are per call (signals and idle timers), so the connection's own are off. */
function createAgent(): Agent {
  return new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4_000, connect: { timeout: 5_000 } })
}

function callOf(target: Target, operation: Operation): unknown {
  if (operation.kind === 'unary') {
    return (input: Values, context: CallContext) => callUnary(target, operation, input, context)
  }
  if (operation.kind === 'upload') {
    return (input: Values, body: Readable, context: CallContext) => callUpload(target, operation, { input, body, context })
  }
  return operation.kind === 'download'
    ? (input: Values, context: CallContext) => callDownload(target, operation, { input, context })
    : (input: Values, context: CallContext) => callStream(target, operation, { input, context })
}

async function callUnary(endpoint: Target, operation: Unary, input: Values, context: CallContext): Promise<unknown> {
  const scope = openCallScope(context, unaryTimeoutMs(operation))
  const attempt = async () => readJson(endpoint.name, await exchange({ endpoint, operation, input, scope }))
  try {
    const answer = await scope.within(operation.idempotent ? retryConnection(attempt, scope) : attempt())
    return parseOutput(endpoint.name, operation.output, answer)
  } catch (error) {
    throw scope.toProblem(error)
  } finally {
    scope.end()
  }
}

type UploadCall = { readonly input: Values; readonly body: Readable; readonly context: CallContext }

async function callUpload(endpoint: Target, operation: Upload, { input, body, context }: UploadCall): Promise<unknown> {
  const scope = openCallScope(context)
  // undici destroys what it sends from, with errors of its own: the caller's body keeps its own failure.
  const sent = limitBytes(body, operation.maxBytes)
  try {
    const answer = await scope.within(exchange({ endpoint, operation, input, scope, body: sent }))
    return parseOutput(endpoint.name, operation.output, await scope.within(readJson(endpoint.name, answer)))
  } catch (error) {
    throw scope.toProblem(error)
  } finally {
    scope.end()
    sent.destroy()
    body.destroy()
  }
}

type Call = { readonly input: Values; readonly context: CallContext }

async function* callStream(endpoint: Target, operation: Stream, call: Call): AsyncGenerator<unknown, void> {
  const { name } = endpoint
  for await (const event of readEvents(name, receiveChunks(endpoint, operation, call)))
    yield parseOutput(name, operation.event, event)
}

/** A body that is cut is a failed connection, never a clean end. */
async function* callDownload(endpoint: Target, operation: Download, call: Call): AsyncGenerator<Uint8Array, void> {
  yield* receiveChunks(endpoint, operation, call)
}

async function* receiveChunks(
  endpoint: Target,
  operation: Stream | Download,
  { input, context }: Call,
): AsyncGenerator<Uint8Array, void> {
  const { name, idleTimeoutMs } = endpoint
  const scope = openCallScope(context)
  const onIdle = () => scope.abort(new ProblemError('service.unavailable', { detail: `${name} went silent` }))
  try {
    const body = await scope.within(notIdle(exchange({ endpoint, operation, input, scope }), idleTimeoutMs, onIdle))
    yield* withIdleTimeout<Uint8Array>(body, idleTimeoutMs, onIdle)
  } catch (error) {
    throw scope.toProblem(asConnectionError(name, error))
  } finally {
    scope.abort(new ProblemError('request.cancelled'))
    scope.end()
  }
}
