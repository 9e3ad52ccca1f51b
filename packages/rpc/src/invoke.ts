import type { Readable } from 'node:stream'
import type { Download, Operation, Stream, Unary, Upload } from '@faultmaven/contracts'
import type * as z from 'zod/mini'
import type { Bound } from './bind.ts'
import { openCallScope, type CallScope } from './call-scope.ts'
import type { CallContext } from './context.ts'
import { describeIssues } from './describe-issues.ts'
import { limitBytes } from './limit-bytes.ts'
import { ProblemError } from './problem-error.ts'
import { requireScope } from './scopes.ts'

const DEFAULT_TIMEOUT_MS = 30_000

/** Longest a unary call may take, milliseconds. */
export function unaryTimeoutMs({ timeoutMs = DEFAULT_TIMEOUT_MS }: Operation): number {
  return timeoutMs
}

/**
 * Calls a unary handler: scope, input, deadline and output are checked.
 * @throws {ProblemError} always of this type, whatever the handler threw
 */
export async function invokeUnary(bound: Bound<Unary>, input: unknown, caller: CallContext): Promise<unknown> {
  const scope = openCallScope(caller, unaryTimeoutMs(bound.operation))
  try {
    const parsed = admit(bound, input, scope)
    const output = await scope.within(Promise.resolve(bound.handler(parsed, scope.context)))
    return parseOutput(bound.name, bound.operation.output, output)
  } catch (error) {
    throw scope.toProblem(error)
  } finally {
    scope.end()
  }
}

/**
 * The same for an upload. Beyond `maxBytes` and when the body fails, the handler's stream and the call end with that error; the stream
 * ends with the call.
 */
export async function invokeUpload(bound: Bound<Upload>, input: unknown, body: Readable, caller: CallContext): Promise<unknown> {
  const scope = openCallScope(caller)
  const limited = limitBytes(body, bound.operation.maxBytes)
  scope.context.ending.whenOver(() => limited.destroy(scope.toProblem(undefined)))
  limited.once('error', (error) => scope.abort(error))
  try {
    const parsed = admit(bound, input, scope)
    const output = await scope.within(Promise.resolve(bound.handler(parsed, limited, scope.context)))
    return parseOutput(bound.name, bound.operation.output, output)
  } catch (error) {
    throw scope.toProblem(error)
  } finally {
    scope.end()
    limited.destroy()
  }
}

/** The same for a stream; nothing starts before the first `next()`. The handler's iterator is always returned. */
export function invokeStream(bound: Bound<Stream>, input: unknown, caller: CallContext): AsyncGenerator<unknown, void> {
  return invokeIterable(bound, { input, caller, check: (value) => parseOutput(bound.name, bound.operation.event, value) })
}

/** The same for a download. */
export function invokeDownload(bound: Bound<Download>, input: unknown, caller: CallContext): AsyncGenerator<Uint8Array, void> {
  return invokeIterable(bound, { input, caller, check: (value) => requireBytes(bound.name, value) })
}

type Invocation<T> = { readonly input: unknown; readonly caller: CallContext; readonly check: (value: unknown) => T }

async function* invokeIterable<T>(bound: Bound, { input, caller, check }: Invocation<T>): AsyncGenerator<T, void> {
  const scope = openCallScope(caller)
  let events: AsyncIterator<unknown> | undefined
  let isDone = false
  try {
    const parsed = admit(bound, input, scope)
    events = iterate(bound.handler(parsed, scope.context))
    for (;;) {
      const step = await scope.within(Promise.resolve(events.next()))
      isDone = step.done === true
      if (step.done) return
      yield check(step.value)
    }
  } catch (error) {
    throw scope.toProblem(error)
  } finally {
    // A handler that has come to its end needs no telling, and an error with its stack is dear.
    if (!isDone) scope.abort(new ProblemError('request.cancelled'))
    scope.end()
    leave(events)
  }
}

function admit({ operation }: Bound, input: unknown, scope: CallScope): unknown {
  const { context } = scope
  if (context.ending.over()) throw scope.toProblem(undefined)
  requireScope(operation, context.principal)
  return operation.input.parse(input)
}

/** @throws {ProblemError} `service.contract` with pointers, never values */
export function parseOutput(name: string, schema: z.ZodMiniType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ProblemError('service.contract', {
    detail: `${name} answered outside its contract`,
    errors: describeIssues(parsed.error.issues),
  })
}

function requireBytes(name: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new ProblemError('service.contract', { detail: `${name} answered with something that is not bytes` })
}

/** A handler of a stream gives an async iterable; the type of Handlers guarantees it. */
function iterate(value: unknown): AsyncIterator<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (value as AsyncIterable<unknown>)[Symbol.asyncIterator]()
}

/** Not awaited: a generator that is stuck in its next step would hold the caller, and has heard the signal anyway. */
function leave(events: AsyncIterator<unknown> | undefined): void {
  Promise.resolve(events?.return?.()).catch(() => {})
}
