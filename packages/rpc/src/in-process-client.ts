import type { Readable } from 'node:stream'
import type { Contract, Operation } from '@faultmaven/contracts'
import { bind, toClient, type Bound } from './bind.ts'
import type { Client, Handlers } from './client-types.ts'
import type { CallContext } from './context.ts'
import { pathValues, toInputParts } from './input-parts.ts'
import { invokeDownload, invokeStream, invokeUnary, invokeUpload } from './invoke.ts'
import { toProblemError } from './to-problem-error.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * A client that calls handlers in this process, through the same scope check, parsing, deadline, limits and errors as over HTTP.
 * @param options.wire copies every value as HTTP would (JSON, and text in path and query), so that a Date, a class or a shared
 * object cannot work here only. @default false
 * @throws {TypeError} when a handler is missing
 */
export function createInProcessClient<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  { wire = false }: { wire?: boolean } = {},
): Client<C> {
  return toClient(contract, (key) => callOf(bind(contract, handlers, key), wire))
}

function callOf({ name, operation, handler }: Bound, wire: boolean): unknown {
  const send = wire ? copyInput : checkInput
  if (operation.kind === 'unary') {
    const bound = { name, operation, handler }
    return async (input: Values, context: CallContext) => receive(await invokeUnary(bound, send(operation, input), context), wire)
  }
  if (operation.kind === 'upload') {
    const bound = { name, operation, handler }
    return async (input: Values, body: Readable, context: CallContext) => {
      try {
        return receive(await invokeUpload(bound, send(operation, input), body, context), wire)
      } finally {
        body.destroy()
      }
    }
  }
  if (operation.kind === 'download') {
    const bound = { name, operation, handler }
    return async function* (input: Values, context: CallContext) {
      yield* invokeDownload(bound, send(operation, input), context)
    }
  }
  const bound = { name, operation, handler }
  return async function* (input: Values, context: CallContext) {
    for await (const event of invokeStream(bound, send(operation, input), context)) yield receive(event, wire)
  }
}

/** What a path cannot hold over HTTP is refused here too. */
function checkInput(operation: Operation, input: Values): Values {
  pathValues(operation, input)
  return input
}

function copyInput(operation: Operation, input: Values): Values {
  const { path, query, body } = toInputParts(operation, input)
  return { ...query, ...(body && JSON.parse(JSON.stringify(body))), ...path }
}

function receive(value: unknown, wire: boolean): unknown {
  try {
    return wire ? copy(value) : value
  } catch (error) {
    throw toProblemError(error)
  }
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null')
}
