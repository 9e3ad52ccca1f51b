// oxlint-disable typescript/no-unsafe-type-assertion -- some answers break the contract on purpose
import { createHash } from 'node:crypto'
import { ProblemError, type CallContext, type Handlers } from '@faultmaven/rpc'
import type { echo } from './echo-contract.ts'

const SECRET = 'password=hunter2'

/** What happened inside the handlers, for tests that look at both sides. */
export type Journal = {
  /** Streams whose iterator was returned or ended. */
  ended: string[]
  /** Contexts in the order of the calls. */
  contexts: CallContext[]
  /** Events made by streams. */
  made: number
  /** Bytes that uploads took. */
  taken: number
  /** Lets a slow upload read on. */
  proceed: () => void
  readonly gate: Promise<void>
}

export function createJournal(): Journal {
  let proceed = () => {}
  const gate = new Promise<void>((resolve) => {
    proceed = resolve
  })
  return { ended: [], contexts: [], made: 0, taken: 0, proceed, gate }
}

const never = () => new Promise<never>(() => {})

export function createEchoHandlers(journal: Journal): Handlers<typeof echo> {
  return {
    say: async ({ room, text, times, tags }, context) => {
      const { requestId, principal, traceparent } = context
      journal.contexts.push(context)
      return {
        room,
        text: text.repeat(times ?? 1),
        caller: principal.userId,
        requestId,
        ...(tags === undefined ? {} : { tags }),
        ...(traceparent === undefined ? {} : { traceparent }),
      }
    },
    look: async (input) => input,
    fail: async ({ how }) => {
      if (how === 'code') throw new ProblemError('turn.conflict', { detail: 'Sent before', retryAfterMs: 1500 })
      if (how === 'disk-full') throw Object.assign(new Error(`ENOSPC: write ${SECRET}`), { code: 'ENOSPC' })
      // oxlint-disable-next-line no-throw-literal typescript/only-throw-error
      if (how === 'throws-text') throw SECRET
      if (how === 'unknown') throw new Error(SECRET)
      return { ok: false } as unknown as { ok: true }
    },
    hang: (_input, context) => {
      journal.contexts.push(context)
      return never()
    },
    hangBriefly: never,
    open: async () => ({ ok: true }),
    count: (input, context) => {
      journal.contexts.push(context)
      return count(input, journal)
    },
    fetch: (input, context) => {
      journal.contexts.push(context)
      return fetchBytes(input, journal)
    },
    drop: async ({ room, name, how }, body, context) => {
      journal.contexts.push(context)
      if (how === 'refuse') throw new ProblemError('upload.unreadable', { detail: 'Not a file for us' })
      if (how === 'hang') return never()
      const hash = createHash('sha256')
      for await (const chunk of body as AsyncIterable<Buffer>) {
        journal.taken += chunk.length
        hash.update(chunk)
        if (how === 'slowly') await journal.gate
      }
      return { room, name, bytes: journal.taken, sha256: hash.digest('hex') }
    },
  }
}

export const FETCHED_CHUNK = Buffer.alloc(2 ** 20, 'y')

type FetchInput = { chunks: number; finish: 'end' | 'fail' | 'wrong-chunk' | 'hang' }

async function* fetchBytes({ chunks, finish }: FetchInput, journal: Journal): AsyncGenerator<Uint8Array> {
  try {
    for (let made = 0; made < chunks; made++) {
      journal.made++
      yield FETCHED_CHUNK
    }
    if (finish === 'fail') throw new ProblemError('case.not_found', { detail: 'Gone meanwhile' })
    if (finish === 'wrong-chunk') yield 'text' as never
    if (finish === 'hang') await never()
  } finally {
    journal.ended.push(finish)
  }
}

type CountInput = { after?: number | undefined; until: number; finish: 'end' | 'fail' | 'wrong-event' | 'hang' }

async function* count({ after = 0, until, finish }: CountInput, journal: Journal) {
  try {
    for (let eventId = after + 1; eventId <= until; eventId++) {
      journal.made++
      // `error` is a name of the protocol too; an event of the contract may use it.
      yield { eventId, event: { type: eventId === 2 ? 'error' : 'counted', text: `№${eventId}\n\r\u2028` } }
    }
    if (finish === 'fail') throw new ProblemError('case.not_found', { detail: 'Gone meanwhile' })
    if (finish === 'wrong-event') yield { eventId: 'none' } as never
    if (finish === 'hang') await never()
  } finally {
    journal.ended.push(finish)
  }
}
