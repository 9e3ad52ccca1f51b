import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { ask, endOf, startAgent } from '../testing/start-agent.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

test('a turn is traced nowhere, whatever the environment says', async () => {
  for (const name of ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING_V2', 'LANGCHAIN_TRACING'])
    vi.stubEnv(name, 'true')
  vi.stubEnv('LANGSMITH_API_KEY', 'x')
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: unknown) => {
    asked.push(String(url))
    return new Response('{}')
  })
  const { client } = startAgent()
  const { log } = await ask(client)
  await awaitAllCallbacks()
  expect(endOf(log).outcome).toBe('supported')
  expect(asked).toEqual([])
})

test('the state of a turn is printed nowhere, whatever the environment says', async () => {
  vi.stubEnv('LANGCHAIN_VERBOSE', 'true')
  const printed = vi.spyOn(console, 'log')
  const { client } = startAgent()
  const { log } = await ask(client)
  await awaitAllCallbacks()
  expect(endOf(log).outcome).toBe('supported')
  expect(printed).not.toHaveBeenCalled()
})
