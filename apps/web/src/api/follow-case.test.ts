import type { CaseEvent } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { followCase } from './follow-case.ts'

const CASE = '10000000-0000-4000-8000-000000000001'

function entry(eventId: number): CaseEvent {
  return {
    eventId,
    turnId: CASE,
    at: '2026-11-22T03:31:00Z',
    event: { type: 'phase-changed', phase: 'intake', state: 'running', result: `näher ${eventId}` },
  }
}
const frame = (eventId: number) => `id: ${eventId}\nevent: phase-changed\ndata: ${JSON.stringify(entry(eventId))}\n\n`

/** A body of these chunks; `cut` breaks it as a lost connection does. */
function body(chunks: readonly Uint8Array[], cut = false) {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[at++]
      if (chunk) controller.enqueue(chunk)
      else if (cut) controller.error(new TypeError('network error'))
      else controller.close()
    },
  })
}
const bytes = (text: string) => new TextEncoder().encode(text)

type Answer = (signal: AbortSignal) => Response
/** Follows a case against the answers in turn; ends when they are used up. */
async function follow(answers: readonly Answer[], { mayBeMissing = false, leases = [] as AbortSignal[] } = {}) {
  const stop = new AbortController()
  const seen: CaseEvent[] = []
  const asked: string[] = []
  const waits: number[] = []
  const states: string[] = []
  const result = await followCase({
    caseId: CASE,
    after: () => seen.at(-1)?.eventId ?? 0,
    signal: stop.signal,
    onEvents: (entries) => seen.push(...entries),
    onState: (state) => states.push(state),
    mayBeMissing: () => mayBeMissing,
    takeSlot: (_signal, use) => use(leases[asked.length] ?? new AbortController().signal),
    fetch: async (url, init) => {
      const answer = answers[asked.length]
      asked.push(typeof url === 'string' ? url : '')
      if (!answer) stop.abort()
      return answer?.(init?.signal ?? stop.signal) ?? new Response(null, { status: 503 })
    },
    sleep: async (ms) => void waits.push(ms),
  })
  return { ids: seen.map(({ eventId }) => eventId), seen, asked, waits, states, result }
}

describe('followCase()', () => {
  test('connects again after the last event that arrived when the stream is cut', async () => {
    const { ids, asked, states } = await follow([
      () => new Response(body([bytes(frame(1) + frame(2))], true)),
      () => new Response(body([bytes(frame(3))])),
    ])
    expect(ids).toEqual([1, 2, 3])
    expect(asked.map((url) => url.split('?')[1])).toEqual(['after=0', 'after=2', 'after=3'])
    expect(states.slice(0, 3)).toEqual(['connecting', 'live', 'lost'])
  })

  test('reads an event whose bytes are split anywhere, inside a character too', async () => {
    const whole = bytes(`:\n\n${frame(1)}`)
    const { seen } = await follow([() => new Response(body([...whole].map((byte) => Uint8Array.of(byte))))])
    expect(seen).toEqual([entry(1)])
  })

  test('passes over what is no log entry', async () => {
    const noise = 'data: not json\n\nevent: later-kind\ndata: {"eventId":2,"event":{"type":"from-the-future"}}\n\n'
    expect((await follow([() => new Response(body([bytes(noise + frame(3))]))])).ids).toEqual([3])
  })

  test('waits longer after each failure, at most 10 s, and as long as the server asks', async () => {
    const busy = () =>
      Response.json({ type: 't', title: 'b', status: 429, code: 'request.rate_limited', retryAfterMs: 1234 }, { status: 429 })
    const down = () => new Response('bad gateway', { status: 502 })
    const { waits } = await follow([down, down, busy, down, down, down, down])
    expect(waits).toEqual([500, 1000, 1234, 4000, 8000, 10_000, 10_000])
  })

  test('begins with the shortest wait again once events arrived', async () => {
    const down = () => new Response(null, { status: 502 })
    const { waits } = await follow([down, down, () => new Response(body([bytes(frame(1))], true)), down])
    expect(waits).toEqual([500, 1000, 500, 1000])
  })

  test('gives up and says why when the case is gone or the session ended', async () => {
    const refuse = (status: number, code: string) => () => Response.json({ type: 't', title: 'no', status, code }, { status })
    expect((await follow([refuse(404, 'case.not_found')])).result?.problem.code).toBe('case.not_found')
    expect((await follow([refuse(401, 'auth.required')], { mayBeMissing: true })).result?.problem.code).toBe('auth.required')
  })

  test('gives up as well when the refusal comes inside the stream, after what came before it', async () => {
    const gone = { type: 't', title: 'There is no such case', status: 404, code: 'case.not_found' }
    const text = `: open\n\n${frame(1)}event: error\ndata: ${JSON.stringify(gone)}\n\n`
    const { ids, result } = await follow([() => new Response(body([bytes(text)]))])
    expect(ids).toEqual([1])
    expect(result?.problem).toEqual(gone)
  })

  test('tries again after a failure inside the stream that may pass', async () => {
    const away = { type: 't', title: 'A service cannot be reached', status: 503, code: 'service.unavailable' }
    const failed = () => new Response(body([bytes(`event: error\ndata: ${JSON.stringify(away)}\n\n`)]))
    expect((await follow([failed, () => new Response(body([bytes(frame(1))]))])).ids).toEqual([1])
  })

  test('lets another tab have the connection and goes on at once where it stopped', async () => {
    const lease = new AbortController()
    const held = (signal: AbortSignal) => {
      const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        controller.enqueue(bytes(frame(1)))
        signal.addEventListener('abort', () => controller.error(signal.reason))
        setTimeout(() => lease.abort())
      }
      return new Response(new ReadableStream({ start }))
    }
    const { ids, waits, states } = await follow([held, () => new Response(body([bytes(frame(2))]))], { leases: [lease.signal] })
    expect(ids).toEqual([1, 2])
    expect(waits[0]).toBe(500)
    expect(waits).toHaveLength(1)
    expect(states.slice(0, 4)).toEqual(['connecting', 'live', 'connecting', 'live'])
  })

  test('keeps trying a missing case while its upload may still make it', async () => {
    const missing = () => new Response(null, { status: 404 })
    const { ids } = await follow([missing, missing, () => new Response(body([bytes(frame(1))]))], { mayBeMissing: true })
    expect(ids).toEqual([1])
  })
})
