import { ProblemError } from '@faultmaven/rpc'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guardRole } from './guard-role.ts'

const fastify = Fastify()
beforeAll(() => {
  guardRole(fastify, () => ['127.0.0.1:8421', 'localhost:8421'])
  fastify.setErrorHandler((error, _request, reply) => reply.send({ code: error instanceof ProblemError ? error.code : 'other' }))
  fastify.post('/internal', () => 'served')
})
afterAll(() => fastify.close())

async function call(headers: Record<string, string>) {
  const { body } = await fastify.inject({ method: 'POST', url: '/internal', headers })
  return body === 'served' ? body : (JSON.parse(body) as { code: string }).code
}

test.each(['127.0.0.1:8421', 'localhost:8421', 'LOCALHOST:8421'])('a service that calls %s is served', async (host) => {
  expect(await call({ host })).toBe('served')
})

test.each(['127.0.0.1', 'localhost:9999', 'evil.example:8421', ''])(
  'a rebound name or another port is refused: "%s"',
  async (host) => {
    expect(await call({ host })).toBe('request.misdirected')
  },
)

test.each([
  { origin: 'https://evil.example' },
  { origin: 'http://127.0.0.1:8421' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'none' },
])('no web page may call it, not even its own: %j', async (headers) => {
  expect(await call({ host: '127.0.0.1:8421', ...headers })).toBe('auth.foreign_origin')
})
