import type { Contract, Operation } from '@faultmaven/contracts'
import type { Client, Handlers } from './client-types.ts'

/** One operation with its handler, types erased; a contract's in-process client and its server both call through it. */
export type Bound<O extends Operation = Operation> = {
  /** `contract.operation`, for messages. */
  readonly name: string
  readonly operation: O
  readonly handler: (...values: readonly unknown[]) => unknown
}

/** Pairs an operation with its handler. @throws {TypeError} when the handler is missing, at the start rather than at the first call */
export function bind<C extends Contract>(contract: C, handlers: Handlers<C>, key: string): Bound {
  const operation = contract.operations[key]
  // Handlers<C> guarantees a function that takes the parsed input; its types are per operation and erased here.
  const handler = (handlers as Record<string, unknown>)[key]
  if (!operation || typeof handler !== 'function') throw new TypeError(`Cannot serve ${contract.name}.${key}: it has no handler`)
  return { name: `${contract.name}.${key}`, operation, handler: (...values) => handler.apply(handlers, values) as unknown }
}

/** Makes a client from one function an operation. The functions take and give what Client<C> says, which parsing guarantees. */
export function toClient<C extends Contract>(contract: C, call: (key: string, operation: Operation) => unknown): Client<C> {
  const entries = Object.entries(contract.operations).map(([key, operation]) => [key, call(key, operation)])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(entries) as Client<C>
}
