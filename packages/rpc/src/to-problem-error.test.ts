import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { ProblemError } from './problem-error.ts'
import { toCallerProblem, toProblemError } from './to-problem-error.ts'

const withCode = (code: string, message = 'secret') => Object.assign(new Error(message), { code })

describe('toProblemError()', () => {
  test.each([
    [new Error('secret'), 'service.internal'],
    ['secret', 'service.internal'],
    [undefined, 'service.internal'],
    [AbortSignal.abort().reason, 'request.cancelled'],
    [Object.assign(new Error('secret'), { name: 'TimeoutError' }), 'service.deadline'],
    [withCode('ENOSPC'), 'storage.full'],
    [withCode('EDQUOT'), 'storage.full'],
    [withCode('SQLITE_FULL'), 'storage.full'],
    [new Error('database or disk is full'), 'storage.full'],
    [new Error('secret', { cause: new Error('more', { cause: withCode('ENOSPC') }) }), 'storage.full'],
    [withCode('SEAL_BROKEN'), 'storage.damaged'],
    [new Error('secret', { cause: new ProblemError('case.not_found') }), 'case.not_found'],
    [Object.assign(withCode('FST_ERR_CTP_BODY_TOO_LARGE'), { statusCode: 413 }), 'request.too_large'],
    [Object.assign(withCode('FST_ERR_NOT_FOUND'), { statusCode: 404 }), 'route.not_found'],
    [Object.assign(withCode('FST_ERR_CTP_INVALID_MEDIA_TYPE'), { statusCode: 415 }), 'request.invalid'],
    [Object.assign(withCode('ESOMETHING'), { statusCode: 404 }), 'service.internal'],
  ])('maps %s to %s and tells nothing of it', (error, code) => {
    const problem = toProblemError(error)
    expect(problem.code).toBe(code)
    expect(JSON.stringify(problem.toProblem())).not.toContain('secret')
  })

  test('gives a ProblemError as it is and keeps what it did not understand as cause', () => {
    const problem = new ProblemError('turn.conflict')
    expect(toProblemError(problem)).toBe(problem)
    const error = new Error('secret')
    expect(toProblemError(error).cause).toBe(error)
  })

  test('ends on causes that go round', () => {
    const error = new Error('a')
    error.cause = error
    expect(toProblemError(error).code).toBe('service.internal')
  })

  test('names places and wishes of a schema failure, never the values', () => {
    const Input = z.strictObject({
      name: z.string().check(z.maxLength(3)),
      age: z.number().check(z.gt(1), z.multipleOf(2)),
      kind: z.enum(['a', 'b']),
      id: z.string().check(z.regex(/^\d+$/)),
      list: z.array(z.number()).check(z.minLength(2)),
      any: z.union([z.string(), z.number()]),
      by: z.record(z.string(), z.number()),
    })
    const result = Input.safeParse({
      name: 'secret',
      age: 1,
      kind: 'secret',
      id: 'secret',
      list: ['secret'],
      any: ['secret'],
      by: { 'my secret key': 'secret' },
      secret_key: 1,
    })
    const problem = toProblemError(result.error)
    expect(problem.code).toBe('request.invalid')
    expect(problem.errors).toEqual([
      { pointer: '/name', detail: 'Expected at most 3 characters' },
      { pointer: '/age', detail: 'Expected more than 1' },
      { pointer: '/age', detail: 'Expected a multiple of 2' },
      { pointer: '/kind', detail: 'Expected one of "a", "b"' },
      { pointer: '/id', detail: 'Expected text that matches /^\\d+$/' },
      { pointer: '/list/0', detail: 'Expected number' },
      { pointer: '/list', detail: 'Expected at least 2 items' },
      { pointer: '/any', detail: 'Expected one of the shapes of the contract' },
      { pointer: '/by/*', detail: 'Expected number' },
      { pointer: '', detail: 'Expected no other properties' },
    ])
  })

  test('lists twenty failures at most', () => {
    const { error } = z.array(z.number()).safeParse(Array.from({ length: 1000 }, () => 'x'))
    expect(toProblemError(error).errors).toHaveLength(20)
  })
})

test('toCallerProblem() takes what it does not understand for a caller that went away', () => {
  expect(toCallerProblem('bye').code).toBe('request.cancelled')
  expect(toCallerProblem(withCode('ECONNRESET')).code).toBe('request.cancelled')
  expect(toCallerProblem(new ProblemError('turn.incomplete')).code).toBe('turn.incomplete')
})
