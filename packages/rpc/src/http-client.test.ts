// oxlint-disable typescript/no-unsafe-type-assertion -- addresses of TCP servers, and wrong types on purpose
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { contract, stream, unary, upload } from '@faultmaven/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { systemContext } from './context.ts'
import { createHttpClient } from './http-client.ts'
import { ProblemError } from './problem-error.ts'

const shape = { scope: 'case:read', summary: 'For the test', input: z.object({}) } as const
const output = z.object({ ok: z.boolean() })
const peer = contract({
  name: 'peer',
  version: '1',
  operations: {
    once: unary({ ...shape, method: 'POST', path: '/once', output }),
    again: unary({ ...shape, method: 'POST', path: '/again', output, idempotent: true }),
    events: stream({ ...shape, method: 'GET', path: '/events', event: z.object({ n: z.number() }) }),
    file: upload({ ...shape, method: 'POST', path: '/file', maxBytes: 1e9, output }),
  },
})

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A peer that is not ours, so that it can misbehave. */
async function startPeer(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const startClient = async (listener: RequestListener, idleTimeoutMs = 5000) =>
  createHttpClient(peer, { baseUrl: await startPeer(listener), idleTimeoutMs })

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error : undefined),
  )
async function drain(events: AsyncIterable<{ n: number }>): Promise<{ got: number[]; code: string | undefined }> {
  const got: number[] = []
  try {
    for await (const { n } of events) got.push(n)
    return { got, code: undefined }
  } catch (error) {
    return { got, code: error instanceof ProblemError ? error.code : 'not a problem' }
  }
}

describe('unary', () => {
  test('sends the context as headers', async () => {
    let headers: NodeJS.Dict<string | string[]> = {}
    const client = await startClient((request, response) => {
      headers = request.headers
      response.end('{"ok":true}')
    })
    const principal = { userId: 'ädä', teamIds: ['t'], roles: ['viewer'] }
    await client.once({}, { ...systemContext({ principal, timeoutMs: 9000 }), requestId: 'r-1' })
    expect(headers).toMatchObject({ 'x-request-id': 'r-1', 'content-type': 'application/json' })
    expect(JSON.parse(Buffer.from(String(headers['x-fm-principal']), 'base64url').toString())).toEqual(principal)
    expect(Number(headers['x-fm-timeout-ms'])).toBeGreaterThan(8000)
    expect(Number(headers['x-fm-timeout-ms'])).toBeLessThanOrEqual(9000)
  })

  test('repeats an idempotent call whose connection breaks, and no other', async () => {
    const calls: string[] = []
    const client = await startClient((request, response) => {
      calls.push(request.url ?? '')
      if (calls.filter((url) => url === request.url).length < 3) request.socket.destroy()
      else response.end('{"ok":true}')
    })
    expect(await client.again({}, systemContext())).toEqual({ ok: true })
    expect(await problemOf(client.once({}, systemContext()))).toMatchObject({ code: 'service.unavailable', status: 503 })
    expect(calls).toEqual(['/again', '/again', '/again', '/once'])
  })

  test('repeats no refusal', async () => {
    let calls = 0
    const client = await startClient((_request, response) => {
      calls++
      response.writeHead(503).end(JSON.stringify(new ProblemError('service.draining').toProblem()))
    })
    expect(await problemOf(client.again({}, systemContext()))).toMatchObject({ code: 'service.draining' })
    expect(calls).toBe(1)
  })

  test('gives up when nobody listens', async () => {
    const baseUrl = await startPeer(() => {})
    await new Promise((resolve) => server?.close(resolve))
    expect(await problemOf(createHttpClient(peer, { baseUrl }).again({}, systemContext()))).toMatchObject({
      code: 'service.unavailable',
    })
  })

  test('stops repeating at the deadline', async () => {
    const client = await startClient((request) => request.socket.destroy())
    expect(await problemOf(client.again({}, systemContext({ timeoutMs: 40 })))).toMatchObject({ code: 'service.deadline' })
  })

  test.each([
    [200, '{"ok":"yes"}', 'service.contract'],
    [200, '<html>secret', 'service.contract'],
    [200, '', 'service.contract'],
    [302, '', 'service.contract'],
    [404, '{"message":"Route not found"}', 'service.contract'],
    [502, '<html>Bad gateway', 'service.unavailable'],
    [418, '{"type":"x","title":"T","status":418,"code":"tea.pot"}', 'service.internal'],
    [418, '{"type":"x","title":"T","status":418,"code":"constructor"}', 'service.internal'],
  ])('reads status %i with %s as %s', async (status, body, code) => {
    const client = await startClient((_request, response) => response.writeHead(status).end(body))
    const problem = await problemOf(client.again({}, systemContext()))
    expect(problem?.code).toBe(code)
    expect(JSON.stringify(problem?.toProblem())).not.toContain('secret')
  })
})

describe('stream', () => {
  const sse = { 'content-type': 'text/event-stream' }

  test('reads events however the bytes are cut', async () => {
    const text = ': open\n\nid: 1\nevent: é\ndata: {"n":1}\n\n: beat\n\ndata: {"n":\ndata: 2}\r\n\r\nevent: done\ndata: {}\n\n'
    const client = await startClient(async (_request, response) => {
      response.writeHead(200, sse)
      for (const byte of Buffer.from(text)) {
        response.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
      response.end()
    })
    expect(await drain(client.events({}, systemContext()))).toEqual({ got: [1, 2], code: undefined })
  })

  test.each([
    ['an end without done', ''],
    ['a cut event', 'data: {"n":2}\n'],
  ])('takes %s for a cut', async (_name, rest) => {
    const client = await startClient((_request, response) => response.writeHead(200, sse).end(`data: {"n":1}\n\n${rest}`))
    expect(await drain(client.events({}, systemContext()))).toEqual({ got: [1], code: 'service.unavailable' })
  })

  test('takes a broken connection for a cut', async () => {
    const client = await startClient((request, response) => {
      response.writeHead(200, sse).write('data: {"n":1}\n\n', () => request.socket.resetAndDestroy())
    })
    expect((await drain(client.events({}, systemContext()))).code).toBe('service.unavailable')
  })

  test('ends a silent peer as unavailable, before headers and after them', async () => {
    const mute = await startClient(() => {}, 50)
    expect(await drain(mute.events({}, systemContext()))).toEqual({ got: [], code: 'service.unavailable' })
    server?.closeAllConnections()
    const silent = await startClient((_request, response) => response.writeHead(200, sse).write('data: {"n":1}\n\n'), 50)
    expect(await drain(silent.events({}, systemContext()))).toEqual({ got: [1], code: 'service.unavailable' })
  })

  test('a slow reader is no silent peer', async () => {
    const client = await startClient(
      (_request, response) => response.writeHead(200, sse).write('data: {"n":1}\n\ndata: {"n":2}\n\n'),
      30,
    )
    const events = client.events({}, systemContext())[Symbol.asyncIterator]()
    await events.next()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await events.next()).value).toEqual({ n: 2 })
    await events.return?.()
  })

  test('ends with the problem of an error event, and with service.contract for a bad one', async () => {
    const refused = JSON.stringify(new ProblemError('case.not_found').toProblem())
    const client = await startClient((_request, response) =>
      response.writeHead(200, sse).end(`data: {"n":1}\n\nevent: error\ndata: ${refused}\n\n`),
    )
    expect(await drain(client.events({}, systemContext()))).toEqual({ got: [1], code: 'case.not_found' })
    server?.close()
    const bad = await startClient((_request, response) =>
      response.writeHead(200, sse).end('data: {"n":"x"}\n\nevent: done\ndata: {}\n\n'),
    )
    expect(await drain(bad.events({}, systemContext()))).toEqual({ got: [], code: 'service.contract' })
  })
})

describe('upload', () => {
  test('brings back a refusal that comes before the body is sent, and stops sending', async () => {
    const refusal = JSON.stringify(new ProblemError('upload.bomb', { detail: 'No' }).toProblem())
    const client = await startClient((_request, response) => response.writeHead(422, { connection: 'close' }).end(refusal))
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(65_536))
      },
    })
    expect(await problemOf(client.file({}, body, systemContext()))).toMatchObject({ code: 'upload.bomb', detail: 'No' })
    expect(body.destroyed).toBe(true)
  })

  test('is never repeated', async () => {
    let calls = 0
    const client = await startClient((request) => {
      calls++
      request.socket.destroy()
    })
    expect(await problemOf(client.file({}, Readable.from(['x']), systemContext()))).toMatchObject({ code: 'service.unavailable' })
    expect(calls).toBe(1)
  })
})
