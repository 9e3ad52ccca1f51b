import type { Contract } from '@faultmaven/contracts'
import {
  createHttpClient,
  createInProcessClient,
  readPrincipal,
  serveContract,
  type Client,
  type Handlers,
} from '@faultmaven/rpc'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe } from 'vitest'

export type WayName = 'in process' | 'in process with a JSON round trip' | 'over HTTP'
type Subject<C extends Contract> = { readonly handlers: Handlers<C>; readonly close?: () => Promise<void> }
/** What a suite calls; fresh for each test. */
export type Way<C extends Contract> = {
  readonly name: WayName
  readonly client: () => Client<C>
  /** Where it is served, `http://127.0.0.1:40123`; undefined unless over HTTP. */
  readonly baseUrl: () => string | undefined
}
type Started<C extends Contract> = { readonly client: Client<C>; readonly baseUrl?: string; readonly close: () => Promise<void> }
type Start<C extends Contract> = (contract: C, handlers: Handlers<C>) => Promise<Started<C>>

/**
 * Runs one suite of tests against a contract's handlers in process, in process with every value copied through JSON, and over
 * HTTP on a free port of the loopback interface. Handlers are made anew for each test and closed after it.
 * @example
 * describeThreeWays(dataProcessing, async () => ({ handlers: createService({ folder }) }), ({ client }) => {
 *   test('listSources() of a new case is empty', async () => {
 *     expect(await client().listSources({ caseId }, systemContext())).toEqual({ sources: [] })
 *   })
 * })
 */
export function describeThreeWays<C extends Contract>(
  contract: C,
  makeHandlers: () => Subject<C> | Promise<Subject<C>>,
  suite: (way: Way<C>) => void,
): void {
  const ways: readonly (readonly [WayName, Start<C>])[] = [
    ['in process', startInProcess(false)],
    ['in process with a JSON round trip', startInProcess(true)],
    ['over HTTP', startOverHttp],
  ]
  describe.each(ways)('%s', (name, start) => {
    let subject: Subject<C>
    let started: Started<C>
    beforeEach(async () => {
      subject = await makeHandlers()
      started = await start(contract, subject.handlers)
    })
    afterEach(async () => {
      await started.close()
      await subject.close?.()
    })
    suite({ name, client: () => started.client, baseUrl: () => started.baseUrl })
  })
}

function startInProcess<C extends Contract>(wire: boolean): Start<C> {
  return async (contract, handlers) => ({ client: createInProcessClient(contract, handlers, { wire }), close: async () => {} })
}

async function startOverHttp<C extends Contract>(contract: C, handlers: Handlers<C>): Promise<Started<C>> {
  const fastify = Fastify({ forceCloseConnections: true })
  await serveContract(fastify, contract, handlers, { authenticate: async ({ headers }) => readPrincipal(headers) })
  const baseUrl = await fastify.listen({ host: '127.0.0.1', port: 0 })
  return { client: createHttpClient(contract, { baseUrl }), baseUrl, close: () => fastify.close() }
}
