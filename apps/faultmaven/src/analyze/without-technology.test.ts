import { expect, test } from 'vitest'
import { setWithoutTechnology } from './without-technology.ts'

test('the technology to leave out is set for the process and its threads, however it is written', () => {
  const set = (...args: string[]) => {
    const environment: NodeJS.ProcessEnv = {}
    setWithoutTechnology(args, environment)
    return environment['FAULTMAVEN_WITHOUT_TECHNOLOGY']
  }
  expect(set('--json', '--without-technology', 'redis', 'a.log')).toBe('redis')
  expect(set('--without-technology=redis')).toBe('redis')
  expect(set('a.log')).toBeUndefined()
})
