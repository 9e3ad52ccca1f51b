// oxlint-disable typescript/no-unsafe-type-assertion -- wrong types are sent on purpose
import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, systemContext, type CallContext } from '@faultmaven/rpc'
import { describeThreeWays } from '@faultmaven/testkit'
import { describe, expect, test, vi } from 'vitest'
import { echo, MAX_UPLOAD } from './echo-contract.ts'
import { createEchoHandlers, createJournal, FETCHED_CHUNK, type Journal } from './echo-handlers.ts'

const context = (more: Partial<CallContext> = {}): CallContext => ({
  requestId: randomUUID(),
  principal: { userId: 'ada', teamIds: ['sre'], roles: ['engineer'] },
  ...more,
})
const viewer = { userId: 'vera', teamIds: [], roles: ['viewer'] }
const CHUNK = Buffer.alloc(65_536, 'x')

/** A body that counts what was taken from it. */
function createBody(bytes: number): { body: Readable; produced: () => number } {
  let produced = 0
  const body = new Readable({
    read() {
      const size = Math.min(CHUNK.length, bytes - produced)
      produced += size
      this.push(size === 0 ? null : CHUNK.subarray(0, size))
    },
  })
  return { body, produced: () => produced }
}

/** The value once it has stopped changing for 20 turns of the event loop and a little more. */
async function settled(value: () => number): Promise<number> {
  for (let last = -1, same = 0; ; last = value()) {
    same = value() === last ? same + 1 : 0
    if (same > 20) return last
    await sleep(5)
  }
}

async function collect<T>(events: AsyncIterable<T>): Promise<{ got: T[]; error: unknown }> {
  const got: T[] = []
  try {
    for await (const event of events) got.push(event)
    return { got, error: undefined }
  } catch (error) {
    return { got, error }
  }
}

let journal: Journal
const makeHandlers = () => {
  journal = createJournal()
  return { handlers: createEchoHandlers(journal) }
}

describeThreeWays(echo, makeHandlers, ({ client, name }) => {
  describe('unary', () => {
    test('carries path, body, unicode and the context', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      const call = context({ traceparent })
      const answer = await client().say(
        { room: 'a/b ü?#%', text: 'héllo 🌍\u0000\u2028', tags: [{ key: '__proto', value: '1' }] },
        call,
      )
      expect(answer).toEqual({
        room: 'a/b ü?#%',
        text: 'héllo 🌍\u0000\u2028',
        tags: [{ key: '__proto', value: '1' }],
        caller: 'ada',
        requestId: call.requestId,
        traceparent,
      })
      expect(journal.contexts[0]?.principal).toEqual(call.principal)
    })

    test('leaves optional fields out', async () => {
      expect(await client().say({ room: 'a', text: 'b', times: undefined }, context())).not.toHaveProperty('times')
      expect(await client().look({ room: 'a', from: 1, word: undefined }, context())).toEqual({ room: 'a', from: 1 })
    })

    test('carries a query', async () => {
      const answer = await client().look({ room: 'ä', from: 7, word: 'a&b=c +%20' }, context())
      expect(answer).toEqual({ room: 'ä', from: 7, word: 'a&b=c +%20' })
    })

    test('drops fields that the contract does not know', async () => {
      const input = { room: 'a', text: 'b', surprise: { deep: 1 } }
      expect(await client().say(input, context())).not.toHaveProperty('surprise')
      expect(
        await client().look({ room: 'a', from: 1, surprise: { deep: 1 } } as { room: string; from: number }, context()),
      ).toEqual({ room: 'a', from: 1 })
    })

    test('refuses input outside the contract with pointers and no values', async () => {
      const error = await client()
        .say({ room: 'a', text: 'b', times: 4, tags: [{ key: 1 as never, value: 'secret' }] }, context())
        .catch((e: unknown) => e)
      expect(error).toBeInstanceOf(ProblemError)
      expect(error).toMatchObject({
        code: 'request.invalid',
        status: 422,
        errors: [
          { pointer: '/times', detail: 'Expected at most 3' },
          { pointer: '/tags/0/key', detail: 'Expected string' },
        ],
      })
      expect(JSON.stringify((error as ProblemError).toProblem())).not.toContain('secret')
    })

    test.each(['', '.', '..', 'x'.repeat(101)])('refuses the path value "%s", which a URL cannot hold', async (room) => {
      await expect(client().look({ room, from: 1 }, context())).rejects.toMatchObject({ code: 'request.invalid' })
    })

    test('takes the longest path value', async () => {
      const room = 'ü'.repeat(100)
      expect(await client().look({ room, from: 1 }, context())).toMatchObject({ room })
    })

    test('brings a problem back whole', async () => {
      const error = await client()
        .fail({ how: 'code' }, context())
        .catch((e: unknown) => e)
      expect(error).toBeInstanceOf(ProblemError)
      expect(error).toMatchObject({ code: 'turn.conflict', status: 409, detail: 'Sent before', retryAfterMs: 1500 })
    })

    test.each([
      ['unknown', 'service.internal'],
      ['throws-text', 'service.internal'],
      ['disk-full', 'storage.full'],
      ['wrong-output', 'service.contract'],
    ] as const)('tells the failure %s as %s without the message', async (how, code) => {
      const error = await client()
        .fail({ how }, context())
        .catch((e: unknown) => e)
      expect(error).toMatchObject({ code })
      expect(JSON.stringify((error as ProblemError).toProblem())).not.toContain('hunter2')
    })

    test('refuses a role without the scope, and an unknown one', async () => {
      const forbidden = { code: 'auth.forbidden', status: 403 }
      await expect(client().say({ room: 'a', text: 'b' }, context({ principal: viewer }))).rejects.toMatchObject(forbidden)
      const principal = { ...viewer, roles: ['constructor', 'Admin'] }
      await expect(client().look({ room: 'a', from: 1 }, context({ principal }))).rejects.toMatchObject(forbidden)
      expect(await client().look({ room: 'a', from: 1 }, context({ principal: viewer }))).toMatchObject({ room: 'a' })
    })

    test('lets everybody call a public operation', async () => {
      expect(await client().open({}, context({ principal: { ...viewer, roles: [] } }))).toEqual({ ok: true })
    })

    test('gives up at the deadline though the handler does not', async () => {
      await expect(client().hang({}, context({ deadlineMs: Date.now() + 60 }))).rejects.toMatchObject({
        code: 'service.deadline',
      })
      expect(journal.contexts).toHaveLength(1)
      await vi.waitFor(() => expect(journal.contexts[0]?.signal?.aborted).toBe(true))
    })

    test('gives up after the time of the operation', async () => {
      await expect(client().hangBriefly({}, context())).rejects.toMatchObject({ code: 'service.deadline' })
    })

    test('never starts after the deadline', async () => {
      await expect(client().hang({}, context({ deadlineMs: Date.now() - 1 }))).rejects.toMatchObject({ code: 'service.deadline' })
      expect(journal.contexts).toHaveLength(0)
    })

    test('tells the handler the deadline', async () => {
      const deadlineMs = Date.now() + 20_000
      await client().say({ room: 'a', text: 'b' }, context({ deadlineMs }))
      expect(Math.abs((journal.contexts[0]?.deadlineMs ?? 0) - deadlineMs)).toBeLessThan(2000)
    })

    test('gives up when the caller does, and tells the handler', async () => {
      const caller = new AbortController()
      const answer = client().hang({}, context({ signal: caller.signal }))
      await Promise.all([
        expect(answer).rejects.toMatchObject({ code: 'request.cancelled' }),
        vi.waitFor(() => expect(journal.contexts).toHaveLength(1)).then(() => caller.abort()),
      ])
      await vi.waitFor(() => expect(journal.contexts[0]?.signal?.aborted).toBe(true))
    })

    test('never starts for a caller that has gone', async () => {
      await expect(client().hang({}, context({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
        code: 'request.cancelled',
      })
      expect(journal.contexts).toHaveLength(0)
    })
  })

  describe('stream', () => {
    test('gives every event in order and ends cleanly', async () => {
      const { got, error } = await collect(client().count({ after: 1, until: 2000, finish: 'end' }, context()))
      expect(error).toBeUndefined()
      expect(got.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 1999 }, (_, index) => index + 2))
      expect(got[0]).toEqual({ eventId: 2, event: { type: 'error', text: '№2\n\r\u2028' } })
      expect(journal.ended).toEqual(['end'])
    })

    test('of nothing ends cleanly', async () => {
      expect(await collect(client().count({ until: 0, finish: 'end' }, context()))).toEqual({ got: [], error: undefined })
    })

    test.each([0, 3])('that fails after %i events gives them and then the problem', async (until) => {
      const { got, error } = await collect(client().count({ until, finish: 'fail' }, context()))
      expect(got).toHaveLength(until)
      expect(error).toBeInstanceOf(ProblemError)
      expect(error).toMatchObject({ code: 'case.not_found', status: 404, detail: 'Gone meanwhile' })
    })

    test('that breaks the contract ends with service.contract', async () => {
      const { got, error } = await collect(client().count({ until: 2, finish: 'wrong-event' }, context()))
      expect(got).toHaveLength(2)
      expect(error).toMatchObject({
        code: 'service.contract',
        errors: [
          { pointer: '/eventId', detail: 'Expected number' },
          { pointer: '/event', detail: 'Expected object' },
        ],
      })
      await vi.waitFor(() => expect(journal.ended).toEqual(['wrong-event']))
    })

    test('refuses input and scope before it starts', async () => {
      const bad = client().count({ until: 'many', finish: 'end' }, context())
      expect((await collect(bad)).error).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/until' }] })
      const stranger = client().count({ until: 1, finish: 'end' }, context({ principal: { ...viewer, roles: [] } }))
      expect((await collect(stranger)).error).toMatchObject({ code: 'auth.forbidden' })
      expect(journal.contexts).toHaveLength(0)
    })

    test('that the caller leaves is returned in the handler', async () => {
      for await (const { eventId } of client().count({ until: 1e9, finish: 'end' }, context())) if (eventId === 3) break
      await vi.waitFor(() => expect(journal.ended).toEqual(['end']))
      expect(journal.contexts[0]?.signal?.aborted).toBe(true)
    })

    test('that the caller aborts rejects and is returned in the handler', async () => {
      const caller = new AbortController()
      const seen: number[] = []
      const reading = (async () => {
        for await (const { eventId } of client().count({ until: 1e9, finish: 'end' }, context({ signal: caller.signal }))) {
          seen.push(eventId)
          if (eventId === 3) caller.abort()
        }
      })()
      await expect(reading).rejects.toMatchObject({ code: 'request.cancelled' })
      expect(seen.slice(0, 3)).toEqual([1, 2, 3])
      await vi.waitFor(() => expect(journal.ended).toEqual(['end']))
    })

    test('that hangs rejects on abort and at the deadline', async () => {
      const caller = new AbortController()
      const left = collect(client().count({ until: 1, finish: 'hang' }, context({ signal: caller.signal })))
      await vi.waitFor(() => expect(journal.made).toBe(1))
      caller.abort()
      expect((await left).error).toMatchObject({ code: 'request.cancelled' })
      const late = await collect(client().count({ until: 1, finish: 'hang' }, context({ deadlineMs: Date.now() + 60 })))
      expect(late.error).toMatchObject({ code: 'service.deadline' })
    })

    test('waits for a reader that takes its time', async () => {
      const events = client().count({ until: 1e9, finish: 'end' }, context())[Symbol.asyncIterator]()
      expect((await events.next()).value).toMatchObject({ eventId: 1 })
      const made = await settled(() => journal.made)
      // Over HTTP streams and the kernel buffer some MB; in process nothing does.
      expect(made).toBeLessThan(name === 'over HTTP' ? 1e6 : 3)
      expect((await events.next()).value).toMatchObject({ eventId: 2 })
      await events.return?.()
    })
  })

  describe('download', () => {
    test('gives every byte and ends cleanly', async () => {
      const { got, error } = await collect(client().fetch({ room: 'ü', chunks: 5, finish: 'end' }, context()))
      expect(error).toBeUndefined()
      expect(Buffer.concat(got).equals(Buffer.alloc(5 * FETCHED_CHUNK.length, 'y'))).toBe(true)
      expect(journal.ended).toEqual(['end'])
    })

    test('of nothing ends cleanly', async () => {
      const { got, error } = await collect(client().fetch({ room: 'a', chunks: 0, finish: 'end' }, context()))
      expect([Buffer.concat(got).length, error]).toEqual([0, undefined])
    })

    test('that fails before its first byte tells the problem', async () => {
      const { error } = await collect(client().fetch({ room: 'a', chunks: 0, finish: 'fail' }, context()))
      expect(error).toMatchObject({ code: 'case.not_found', detail: 'Gone meanwhile' })
      const wrong = await collect(client().fetch({ room: 'a', chunks: 0, finish: 'wrong-chunk' }, context()))
      expect(wrong.error).toMatchObject({ code: 'service.contract' })
    })

    test('that fails later is never a clean end', async () => {
      const { error } = await collect(client().fetch({ room: 'a', chunks: 3, finish: 'fail' }, context()))
      expect(error).toBeInstanceOf(ProblemError)
      await vi.waitFor(() => expect(journal.ended).toEqual(['fail']))
    })

    test('refuses input and scope before it starts', async () => {
      const bad = client().fetch({ room: 'a', chunks: 'many' as never, finish: 'end' }, context())
      expect((await collect(bad)).error).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/chunks' }] })
      const stranger = client().fetch({ room: 'a', chunks: 1, finish: 'end' }, context({ principal: { ...viewer, roles: [] } }))
      expect((await collect(stranger)).error).toMatchObject({ code: 'auth.forbidden' })
      expect(journal.contexts).toHaveLength(0)
    })

    test('that the caller leaves is returned in the handler', async () => {
      for await (const _ of client().fetch({ room: 'a', chunks: 1e9, finish: 'end' }, context())) break
      await vi.waitFor(() => expect(journal.ended).toEqual(['end']))
      expect(journal.contexts[0]?.signal?.aborted).toBe(true)
    })

    test('that hangs rejects on abort and at the deadline', async () => {
      const caller = new AbortController()
      const left = collect(client().fetch({ room: 'a', chunks: 1, finish: 'hang' }, context({ signal: caller.signal })))
      await vi.waitFor(() => expect(journal.made).toBe(1))
      caller.abort()
      expect((await left).error).toMatchObject({ code: 'request.cancelled' })
      const deadlineMs = Date.now() + 100
      const late = await collect(client().fetch({ room: 'a', chunks: 1, finish: 'hang' }, context({ deadlineMs })))
      expect(late.error).toBeInstanceOf(ProblemError)
    })

    test('waits for a reader that takes its time', async () => {
      const chunks = client().fetch({ room: 'a', chunks: 1e9, finish: 'end' }, context())[Symbol.asyncIterator]()
      await chunks.next()
      // Over HTTP streams and the kernel buffer some MB; in process nothing does.
      expect(await settled(() => journal.made)).toBeLessThan(name === 'over HTTP' ? 64 : 3)
      await chunks.return?.()
    })
  })

  describe('upload', () => {
    test('hands over every byte', async () => {
      const bytes = 3 * 2 ** 20 + 17
      const answer = await client().drop({ room: 'ü', name: 'a b&c=ß/../x.log' }, createBody(bytes).body, context())
      const sha256 = createHash('sha256').update(Buffer.alloc(bytes, 'x')).digest('hex')
      expect(answer).toEqual({ room: 'ü', name: 'a b&c=ß/../x.log', bytes, sha256 })
    })

    test('takes an empty body', async () => {
      expect(await client().drop({ room: 'a', name: 'b' }, Readable.from([]), context())).toMatchObject({ bytes: 0 })
    })

    test('takes exactly the largest body', async () => {
      expect(await client().drop({ room: 'a', name: 'b' }, createBody(MAX_UPLOAD).body, context())).toMatchObject({
        bytes: MAX_UPLOAD,
      })
    })

    test('refuses a larger one while it streams', async () => {
      const { body } = createBody(MAX_UPLOAD * 4)
      await expect(client().drop({ room: 'a', name: 'b' }, body, context())).rejects.toMatchObject({
        code: 'request.too_large',
        status: 413,
      })
      expect(body.destroyed).toBe(true)
      expect(journal.taken).toBeLessThanOrEqual(MAX_UPLOAD)
    })

    test('waits for a reader that takes its time', async () => {
      const { body, produced } = createBody(MAX_UPLOAD)
      const answer = client().drop({ room: 'a', name: 'b', how: 'slowly' }, body, context())
      await vi.waitFor(() => expect(journal.taken).toBeGreaterThan(0))
      // The rest are buffers of streams and, over HTTP, of the kernel: some MB of 64.
      expect(await settled(produced)).toBeLessThan(MAX_UPLOAD / 2)
      journal.proceed()
      expect(await answer).toMatchObject({ bytes: MAX_UPLOAD })
    })

    test('destroys the body when the handler refuses', async () => {
      const { body, produced } = createBody(MAX_UPLOAD)
      await expect(client().drop({ room: 'a', name: 'b', how: 'refuse' }, body, context())).rejects.toMatchObject({
        code: 'upload.unreadable',
        detail: 'Not a file for us',
      })
      expect(body.destroyed).toBe(true)
      expect(produced()).toBeLessThan(MAX_UPLOAD)
    })

    test('destroys the body when input or scope is refused', async () => {
      const first = createBody(MAX_UPLOAD).body
      await expect(client().drop({ room: 'a', name: 'b', how: 'no' as never }, first, context())).rejects.toMatchObject({
        code: 'request.invalid',
      })
      const second = createBody(MAX_UPLOAD).body
      await expect(client().drop({ room: 'a', name: 'b' }, second, context({ principal: viewer }))).rejects.toMatchObject({
        code: 'auth.forbidden',
      })
      const third = createBody(MAX_UPLOAD).body
      await expect(client().drop({ room: '..', name: 'b' }, third, context())).rejects.toMatchObject({ code: 'request.invalid' })
      for (const body of [first, second, third]) expect(body.destroyed).toBe(true)
      expect(journal.taken).toBe(0)
    })

    test('gives up on abort and at the deadline though the handler does not', async () => {
      const caller = new AbortController()
      const first = createBody(1000).body
      const left = client().drop({ room: 'a', name: 'b', how: 'hang' }, first, context({ signal: caller.signal }))
      await Promise.all([
        expect(left).rejects.toMatchObject({ code: 'request.cancelled' }),
        vi.waitFor(() => expect(journal.contexts).toHaveLength(1)).then(() => caller.abort()),
      ])
      expect(first.destroyed).toBe(true)
      await vi.waitFor(() => expect(journal.contexts[0]?.signal?.aborted).toBe(true))
      const late = client().drop(
        { room: 'a', name: 'b', how: 'hang' },
        createBody(1000).body,
        context({ deadlineMs: Date.now() + 60 }),
      )
      await expect(late).rejects.toMatchObject({ code: 'service.deadline' })
    })

    test('tells of a body that fails what it failed with', async () => {
      const cut = new Readable({ read() {} })
      cut.push(CHUNK)
      const answer = client().drop({ room: 'a', name: 'b' }, cut, context())
      await Promise.all([
        expect(answer).rejects.toMatchObject({ code: 'turn.incomplete' }),
        vi.waitFor(() => expect(journal.taken).toBeGreaterThan(0)).then(() => cut.destroy(new ProblemError('turn.incomplete'))),
      ])
      await vi.waitFor(() => expect(journal.contexts[0]?.signal?.aborted).toBe(true))
    })

    test('tells of a body that was just cut as request.cancelled', async () => {
      const cut = new Readable({ read() {} })
      cut.push(CHUNK)
      const answer = client().drop({ room: 'a', name: 'b' }, cut, context())
      await Promise.all([
        expect(answer).rejects.toMatchObject({ code: 'request.cancelled' }),
        vi.waitFor(() => expect(journal.taken).toBeGreaterThan(0)).then(() => cut.destroy()),
      ])
    })
  })

  test('systemContext() may do everything', async () => {
    expect(await client().say({ room: 'a', text: 'b' }, systemContext())).toMatchObject({ caller: 'system' })
  })
})
