import { expect, test } from 'vitest'
import { detachedContext, systemContext } from './context.ts'
import { readPrincipal, toHeaders } from './http-headers.ts'
import { ProblemError } from './problem-error.ts'

test('systemContext() is the system as admin, each time with an id of its own and without a deadline', () => {
  const context = systemContext()
  expect(context).toEqual({
    requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    principal: { userId: 'system', teamIds: [], roles: ['admin'] },
  })
  expect(systemContext().requestId).not.toBe(context.requestId)
})

test('detachedContext() keeps who calls and why, and drops the end of the call', () => {
  const principal = { userId: 'ada', teamIds: [], roles: ['viewer'] }
  const call = { requestId: 'r', principal, traceparent: 't', deadlineMs: 1, signal: AbortSignal.abort() }
  expect(detachedContext(call)).toEqual({ requestId: 'r', principal, traceparent: 't' })
  const { signal } = new AbortController()
  const bounded = detachedContext(call, { timeoutMs: 60_000, signal })
  expect(bounded.signal).toBe(signal)
  expect(bounded.deadlineMs).toBeGreaterThan(Date.now())
})

test('a principal survives its header', () => {
  const principal = { userId: 'ädä\n', teamIds: ['a', 'b'], roles: ['engineer'] }
  expect(readPrincipal(toHeaders({ requestId: 'r', principal }))).toEqual(principal)
})

test.each([undefined, '', 'x', 'bnVsbA', Buffer.from('{"userId":""}').toString('base64url')])(
  'readPrincipal() refuses the header %s',
  (value) => {
    expect(() => readPrincipal({ 'x-fm-principal': value })).toThrow(ProblemError)
  },
)

test('toHeaders() sends at least a millisecond, so that a passed deadline stays one', () => {
  const principal = { userId: 'a', teamIds: [], roles: [] }
  expect(toHeaders({ requestId: 'r', principal, deadlineMs: Date.now() - 5 })).toMatchObject({ 'x-fm-timeout-ms': '1' })
})
