// oxlint-disable typescript/no-unsafe-type-assertion -- addresses of TCP servers, and wrong types on purpose
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { contract, stream, unary, upload } from '@faultmaven/contracts'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import type { Handlers } from './client-types.ts'
import type { CallContext } from './context.ts'
import { ProblemError } from './problem-error.ts'
import { sendProblem } from './send-problem.ts'
import { serveContract } from './serve-contract.ts'

const lab = contract({
  name: 'lab',
  version: '1',
  operations: {
    put: unary({
      method: 'PUT',
      path: '/lab/{id}',
      summary: 'Keep a text',
      scope: 'case:write',
      input: z.object({ id: z.string(), text: z.optional(z.string()) }),
      output: z.object({ id: z.string(), text: z.optional(z.string()) }),
    }),
    open: unary({
      method: 'POST',
      path: '/lab/open',
      summary: 'For everybody',
      scope: 'public',
      input: z.object({ text: z.string() }),
      output: z.object({ userId: z.string() }),
    }),
    watch: stream({
      method: 'GET',
      path: '/lab/events',
      summary: 'Events',
      scope: 'case:read',
      input: z.object({ after: z.optional(z.coerce.number()), how: z.enum(['some', 'late', 'never', 'refuse', 'fail-late']) }),
      event: z.object({
        eventId: z.optional(z.number()),
        event: z.optional(z.object({ type: z.string() })),
        type: z.optional(z.string()),
        text: z.string(),
      }),
    }),
    send: upload({
      method: 'POST',
      path: '/lab/files',
      summary: 'A file',
      scope: 'case:write',
      maxBytes: 100_000,
      input: z.object({ name: z.optional(z.string()) }),
      output: z.object({ bytes: z.number() }),
    }),
  },
})

let contexts: CallContext[]
let release: () => void
let fastify: FastifyInstance
let port: number

const handlers: Handlers<typeof lab> = {
  put: async (input, context) => {
    contexts.push(context)
    return input
  },
  open: async (_input, { principal }) => ({ userId: principal.userId }),
  watch: async function* ({ after = 0, how }, context) {
    contexts.push(context)
    if (how === 'refuse') throw new ProblemError('case.not_found')
    if (how === 'late' || how === 'fail-late') {
      await new Promise<void>((resolve) => {
        release = resolve
      })
    }
    if (how === 'fail-late') throw new ProblemError('source.not_found')
    if (how === 'never') await new Promise(() => {})
    yield { eventId: after + 1, event: { type: 'claim-added' }, text: 'a\nb' }
    yield { type: 'bad\nname', text: 'b' }
    yield { type: 'done', text: 'c' }
    yield { text: 'd' }
  },
  send: async (_input, body, context) => {
    contexts.push(context)
    let bytes = 0
    for await (const chunk of body as AsyncIterable<Buffer>) bytes += chunk.length
    return { bytes }
  },
}

beforeEach(async () => {
  contexts = []
  fastify = Fastify({ forceCloseConnections: true })
  fastify.setErrorHandler(sendProblem)
  fastify.post('/plain', async ({ body }) => ({ body }))
  await serveContract(fastify, lab, handlers, {
    authenticate: async ({ headers }) => {
      if (headers.authorization === undefined) throw new ProblemError('auth.required')
      return { userId: 'ada', teamIds: [], roles: [headers.authorization] }
    },
    heartbeatMs: 20,
    openAfterMs: 30,
    maxJsonBytes: 200_000,
  })
  await fastify.listen({ host: '127.0.0.1', port: 0 })
  port = (fastify.server.address() as AddressInfo).port
})
afterEach(() => fastify.close())

const call = (path: string, init: RequestInit = {}, role = 'engineer') =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    ...init,
    headers: { authorization: role, ...(init.headers as Record<string, string>) },
  })
const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } })

/** A connection whose bytes are written by hand; `seen()` is all it got so far. */
async function dial(head: string): Promise<{ socket: Socket; seen: () => string }> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString())).on('error', () => {})
  await once(socket, 'connect')
  socket.write(`${head}\r\nhost: x\r\nauthorization: engineer\r\n`)
  return { socket, seen: () => text }
}

describe('unary', () => {
  test('answers JSON that is not to be cached, with the id of the request', async () => {
    const response = await call('/lab/7', { method: 'PUT', ...json({ text: 'x' }) })
    expect([response.status, response.headers.get('cache-control'), response.headers.get('content-type')]).toEqual([
      200,
      'no-store',
      'application/json; charset=utf-8',
    ])
    expect(response.headers.get('x-request-id')).toBe(contexts[0]?.requestId)
    expect(await response.json()).toEqual({ id: '7', text: 'x' })
  })

  test('the path wins over a body that names the same', async () => {
    const response = await call('/lab/7', { method: 'PUT', ...json({ id: '8' }) })
    expect(await response.json()).toEqual({ id: '7' })
  })

  test('takes a request without a body', async () => {
    expect((await call('/lab/7', { method: 'PUT' })).status).toBe(200)
  })

  test.each([
    ['a list', json([1])],
    ['a string', json('x')],
    ['broken JSON', { body: '{"text": "hunter2', headers: { 'content-type': 'application/json' } }],
    ['a prototype', { body: '{"__proto__": {"x": 1}}', headers: { 'content-type': 'application/json' } }],
    ['a form', { body: 'text=hunter2', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['plain text', { body: '{"text":"hunter2"}', headers: { 'content-type': 'text/plain' } }],
  ])('refuses %s as a body', async (_name, init) => {
    const response = await call('/lab/7', { method: 'PUT', ...init })
    const text = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect(JSON.parse(text)).toMatchObject({
      code: 'request.invalid',
      instance: '/lab/7',
      type: 'https://faultmaven.dev/errors/request-invalid',
    })
    expect(text).not.toContain('hunter2')
    expect(contexts).toHaveLength(0)
  })

  test('bounds a JSON body, more tightly for everybody than for those who are known', async () => {
    const large = json({ text: 'x'.repeat(100_000) })
    expect((await call('/lab/7', { method: 'PUT', ...large })).status).toBe(200)
    expect(await (await call('/lab/open', { method: 'POST', ...large })).json()).toMatchObject({ code: 'request.too_large' })
    const huge = await call('/lab/7', { method: 'PUT', ...json({ text: 'x'.repeat(300_000) }) })
    expect([huge.status, await huge.json()]).toMatchObject([413, { code: 'request.too_large' }])
  })

  test('asks who calls before it reads a body, and enforces the scope', async () => {
    const unknown = await fetch(`http://127.0.0.1:${port}/lab/7`, {
      method: 'PUT',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect([unknown.status, await unknown.json()]).toMatchObject([401, { code: 'auth.required' }])
    const viewer = await call('/lab/7', { method: 'PUT', body: '{', headers: { 'content-type': 'application/json' } }, 'viewer')
    expect([viewer.status, await viewer.json()]).toMatchObject([403, { code: 'auth.forbidden' }])
  })

  test('asks nobody for a public operation', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/lab/open`, { method: 'POST', ...json({ text: 'x' }) })
    expect(await response.json()).toEqual({ userId: 'anonymous' })
  })

  test('takes request id, trace context and time left from headers, and leaves malformed ones', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const headers = { 'x-request-id': 'r-1', traceparent, 'x-fm-timeout-ms': '5000' }
    const before = Date.now()
    await call('/lab/7', { method: 'PUT', headers })
    expect(contexts[0]).toMatchObject({ requestId: 'r-1', traceparent })
    expect(contexts[0]?.deadlineMs).toBeLessThanOrEqual(Date.now() + 5000)
    expect(contexts[0]?.deadlineMs).toBeGreaterThanOrEqual(before + 5000)
    await call('/lab/7', { method: 'PUT', headers: { 'x-request-id': 'a b', traceparent: 'x', 'x-fm-timeout-ms': '-5' } })
    expect(contexts[1]?.requestId).not.toBe('a b')
    expect(contexts[1]).not.toHaveProperty('traceparent')
  })

  test('has a problem document for an error of a hand-written route', async () => {
    fastify.log.error = () => {}
    const response = await call('/plain', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { code: 'request.invalid', detail: 'The body is not valid JSON' },
    ])
  })
})

describe('stream', () => {
  test('writes id and event of each event, a heartbeat apart, and done at the end', async () => {
    const response = await call('/lab/events?how=some')
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-accel-buffering')]).toEqual([
      200,
      'text/event-stream',
      'no',
    ])
    expect(await response.text()).toBe(
      [
        ': open',
        'id: 1\nevent: claim-added\ndata: {"eventId":1,"event":{"type":"claim-added"},"text":"a\\nb"}',
        'event: message\ndata: {"type":"bad\\nname","text":"b"}',
        'event: message\ndata: {"type":"done","text":"c"}',
        'event: message\ndata: {"text":"d"}',
        'event: done\ndata: {}',
        '',
      ].join('\n\n'),
    )
  })

  test.each([
    ['?how=some', '41', 'id: 42'],
    ['?how=some&after=7', '41', 'id: 8'],
    ['?how=some', 'x', 'id: 1'],
  ])('resumes %s after Last-Event-ID %s with %s', async (query, id, first) => {
    const text = await (await call(`/lab/events${query}`, { headers: { 'last-event-id': id } })).text()
    expect(text).toContain(`${first}\n`)
  })

  test('answers what fails before the first event with a plain problem', async () => {
    const response = await call('/lab/events?how=refuse')
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
    expect(await response.json()).toMatchObject({ code: 'case.not_found', instance: '/lab/events' })
  })

  test('opens a waiting stream without its first event and keeps it alive with comments', async () => {
    const response = await call('/lab/events?how=late')
    expect(response.status).toBe(200)
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(': beat\n\n: beat\n\n')) text += (await reader.read()).value
    release()
    for (let step = await reader.read(); !step.done; step = await reader.read()) text += step.value
    expect(text).toMatch(/^: open\n\n(: beat\n\n)+id: 1\nevent: claim-added\n/)
    expect(text).toMatch(/event: done\ndata: \{\}\n\n$/)
  })

  test('tells what fails after it was opened as an error event', async () => {
    const response = await call('/lab/events?how=fail-late', { headers: { 'x-request-id': 'r-9' } })
    release()
    const text = await response.text()
    const data = JSON.parse(/event: error\ndata: (.*)\n\n$/.exec(text)?.[1] ?? '') as unknown
    expect(data).toMatchObject({ code: 'source.not_found', status: 404, requestId: 'r-9' })
  })

  test('tells its handler when the caller goes away', async () => {
    const { socket, seen } = await dial('GET /lab/events?how=never HTTP/1.1')
    socket.write('\r\n')
    await vi.waitFor(() => expect(seen()).toContain(': beat'))
    socket.destroy()
    await vi.waitFor(() => expect(contexts[0]?.signal?.aborted).toBe(true))
  })

  test('ends with service.draining when the server closes', async () => {
    const response = await call('/lab/events?how=never')
    const [text] = await Promise.all([response.text(), fastify.close()])
    expect(text).toMatch(/event: error\ndata: .*"code":"service.draining"/)
  })

  test('is not run by HEAD', async () => {
    expect((await call('/lab/events?how=never', { method: 'HEAD' })).status).toBe(404)
    expect(contexts).toHaveLength(0)
  })
})

describe('upload', () => {
  test.each(['application/octet-stream', 'application/json', 'text/plain', 'multipart/form-data; boundary=x'])(
    'takes %s as bytes',
    async (type) => {
      const response = await call('/lab/files', { method: 'POST', body: '{"broken', headers: { 'content-type': type } })
      expect(await response.json()).toEqual({ bytes: 8 })
    },
  )

  test('takes a body without a type, and none', async () => {
    expect(await (await call('/lab/files', { method: 'POST', body: new Uint8Array(9) })).json()).toEqual({ bytes: 9 })
    expect(await (await call('/lab/files', { method: 'POST' })).json()).toEqual({ bytes: 0 })
  })

  test('refuses a body that says it is too large before the handler sees it', async () => {
    const { socket, seen } = await dial('POST /lab/files HTTP/1.1')
    socket.write('content-length: 100001\r\n\r\nxxx')
    await once(socket, 'close')
    expect(seen()).toMatch(/^HTTP\/1.1 413 /)
    expect(seen()).toContain('"code":"request.too_large"')
    expect(contexts).toHaveLength(0)
  })

  test('refuses a body that grows too large while it streams, and closes the connection', async () => {
    const { socket, seen } = await dial('POST /lab/files HTTP/1.1')
    socket.write('transfer-encoding: chunked\r\n\r\n')
    for (let chunks = 0; chunks < 11; chunks++) socket.write(`2710\r\n${'x'.repeat(10_000)}\r\n`)
    await once(socket, 'close')
    expect(seen()).toMatch(/^HTTP\/1.1 413 /)
    expect(seen()).toMatch(/connection: close/i)
    expect(seen()).toContain('larger than the 100000 bytes allowed')
    expect(contexts[0]?.signal?.aborted).toBe(true)
  })

  test('tells its handler when the caller goes away', async () => {
    const { socket } = await dial('POST /lab/files HTTP/1.1')
    socket.write('content-length: 1000\r\n\r\nxxx')
    await vi.waitFor(() => expect(contexts).toHaveLength(1))
    expect(contexts[0]?.signal?.aborted).toBe(false)
    socket.destroy()
    await vi.waitFor(() => expect(contexts[0]?.signal?.aborted).toBe(true))
  })
})

test('its body parsers reach no other route', async () => {
  const response = await call('/plain', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })
  expect(await response.json()).toEqual({ body: { a: 1 } })
  const raw = await call('/plain', { method: 'POST', body: 'x', headers: { 'content-type': 'application/octet-stream' } })
  expect(await raw.json()).toMatchObject({ code: 'request.invalid' })
})

test('a missing handler is found at the start', async () => {
  const { put: _put, ...rest } = handlers
  const authenticate = async () => ({ userId: 'x', teamIds: [], roles: [] })
  await expect(serveContract(Fastify(), lab, rest as typeof handlers, { authenticate })).rejects.toThrow(
    'Cannot serve lab.put: it has no handler',
  )
})

test.each(['before it is known who calls', 'before the first event'])('a stream whose caller leaves %s ends', async (when) => {
  let isLeft = () => {}
  const left = new Promise<void>((resolve) => (isLeft = resolve))
  let begun = 0
  let isAsked = false
  let ended = 0
  const server = Fastify({ forceCloseConnections: true })
  server.addHook('onRequest', async (request) => void request.raw.socket.once('close', isLeft))
  const watch: Handlers<typeof lab>['watch'] = async function* () {
    begun += 1
    try {
      if (when === 'before the first event') await left
      yield { text: 'a' }
      await new Promise(() => {})
    } finally {
      ended += 1
    }
  }
  await serveContract(
    server,
    lab,
    { ...handlers, watch },
    {
      authenticate: async () => {
        isAsked = true
        if (when !== 'before the first event') await left
        return { userId: 'ada', teamIds: [], roles: ['admin'] }
      },
    },
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET /lab/events?how=some HTTP/1.1\r\nhost: a\r\n\r\n')
  await vi.waitFor(() =>
    expect(when === 'before the first event' ? begun : isAsked).toBe(when === 'before the first event' ? 1 : true),
  )
  socket.destroy()
  await left
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(ended).toBe(begun)
  await server.close()
})
