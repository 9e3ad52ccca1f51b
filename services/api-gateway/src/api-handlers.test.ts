import { ProblemError } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import { createApiHandlers } from './api-handlers.ts'

type Parts = Parameters<typeof createApiHandlers>[0]

function createHandlers(failure: ProblemError) {
  const agent = { getCase: async () => ({}) } as unknown as Parts['agent']
  const dataProcessing = { listSources: () => Promise.reject(failure) } as unknown as Parts['dataProcessing']
  return createApiHandlers({
    llmGateway: undefined,
    agent,
    dataProcessing,
    uploads: {} as Parts['uploads'],
    apiTokens: {} as Parts['apiTokens'],
  })
}
const context = { principal: 'ada' } as unknown as Parameters<ReturnType<typeof createHandlers>['listSources']>[1]
const caseId = '5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10'

test('a case that has no file yet has no sources', async () => {
  const { listSources } = createHandlers(new ProblemError('case.not_found'))
  expect(await listSources({ caseId }, context)).toEqual({ sources: [] })
})

test('another failure is told as it is', async () => {
  const { listSources } = createHandlers(new ProblemError('service.internal'))
  await expect(listSources({ caseId }, context)).rejects.toMatchObject({ code: 'service.internal' })
})
