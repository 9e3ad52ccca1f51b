import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { serveHealth } from './health.ts'

test('serveHealth() says alive always and ready only while it is', async () => {
  let ready = true
  const fastify = Fastify()
  serveHealth(fastify, { isReady: () => ready })
  const get = async (url: string) => {
    const { statusCode, body } = await fastify.inject({ url })
    return [statusCode, body]
  }
  expect(await get('/readyz')).toEqual([200, '{"status":"ready"}'])
  ready = false
  expect(await get('/readyz')).toEqual([503, '{"status":"draining"}'])
  expect(await get('/livez')).toEqual([200, '{"status":"alive"}'])
})
