import { describe, expect, test } from 'vitest'
import { agent } from './agent.ts'
import { dataProcessing } from './data-processing.ts'
import { Id, INSTALLATION_KEY } from './ids.ts'

describe('Id', () => {
  test('is a UUID in lower case', () => {
    expect(Id.safeParse('7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0011').success).toBe(true)
    expect(Id.safeParse('7B5D7C9E-4C39-4A0C-9D2F-3F0A4C6F0011').success).toBe(false)
    expect(Id.safeParse('7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0011/..').success).toBe(false)
  })

  test('is never the name of the installation key, so that no case is made, opened or deleted by it', () => {
    expect(Id.safeParse(INSTALLATION_KEY).success).toBe(false)
    const turn = { caseId: INSTALLATION_KEY, turnId: '7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0011' }
    for (const { operations } of [agent, dataProcessing])
      for (const { input } of [operations.deleteCase, 'openTurn' in operations ? operations.openTurn : operations.beginTurn]) {
        const paths = input.safeParse({ ...turn, mode: 'query', request: {} }).error?.issues.map(({ path }) => path)
        expect(paths).toEqual([['caseId']])
      }
  })
})
