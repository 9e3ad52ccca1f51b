import type { Contract } from '@faultmaven/contracts'
import type { Handlers } from '@faultmaven/rpc'

type Role<C extends Contract> = { readonly handlers: Handlers<C>; readonly close: () => Promise<void> }

/**
 * A role that its first call starts. Its code and what it loads take tens of megabytes, which somebody who only sends requests to models never needs.
 * A start that fails is that call's failure, and the next call tries again.
 */
export function startWhenNeeded<C extends Contract>(contract: C, start: () => Promise<Role<C>>): Role<C> {
  let started: Promise<Role<C>> | undefined
  const role = () =>
    (started ??= start().catch((error: unknown) => {
      started = undefined
      throw error
    }))
  const handlerOf = async (key: string): Promise<Handler> => {
    const { handlers } = await role()
    // Handlers<C> guarantees a function for each operation; its types are per operation and erased here.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (handlers as Readonly<Record<string, Handler>>)[key]!
  }
  const entries = Object.entries(contract.operations).map(([key, { kind }]): [string, Handler] => {
    if (kind === 'unary' || kind === 'upload') return [key, async (...values) => (await handlerOf(key))(...values)]
    return [
      key,
      async function* (...values) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        yield* (await handlerOf(key))(...values) as AsyncIterable<unknown>
      },
    ]
  })
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    handlers: Object.fromEntries(entries) as Handlers<C>,
    async close() {
      await (await started?.catch(() => undefined))?.close()
    },
  }
}

type Handler = (...values: readonly unknown[]) => unknown
