import { CaseEvent, Problem } from '@faultmaven/contracts'
import { createParser } from 'eventsource-parser'
import * as z from 'zod/mini'
import { type TakeSlot, takeStreamSlot } from './stream-slot.ts'
import { ApiError, errorOf, statusOf, unreachable } from './api-error.ts'

/** `lost`: the connection broke and a new one is tried. */
export type StreamState = 'connecting' | 'live' | 'lost'

type Options = {
  readonly caseId: string
  /** Id of the last event already applied; asked for each time a connection is made. */
  readonly after: () => number
  readonly signal: AbortSignal
  readonly onEvents: (entries: readonly CaseEvent[]) => void
  readonly onState: (state: StreamState) => void
  /** True while an upload may still make the case, so that a 404 means "not yet". */
  readonly mayBeMissing: () => boolean
  /** Shares the browser's few connections among its tabs. @default takeStreamSlot */
  readonly takeSlot?: TakeSlot
  readonly fetch?: typeof globalThis.fetch
  /** Resolves after a while, at once when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  /** A connection that sends nothing, not even the server's comment every 15 s, is given up after this. @default 45 000 */
  readonly silenceMs?: number
}

/**
 * Follows the event log of a case and connects again, with backoff up to 10 s, after the last event that arrived.
 * Gives undefined when the signal aborts it, or the refusal (401, 403, 404, …) that makes further tries useless.
 */
export async function followCase(options: Options): Promise<ApiError | undefined> {
  const { signal, onState, sleep = pause } = options
  for (let failures = 0; !signal.aborted; failures++) {
    onState(failures === 0 ? 'connecting' : 'lost')
    const { error, received, yielded } = await readInTurn(options)
    if (signal.aborted) return undefined
    if (error && isFinal(error, options.mayBeMissing())) return error
    if (received) failures = 0
    if (yielded) failures = -1
    else await sleep(error?.problem.retryAfterMs ?? Math.min(10_000, 500 * 2 ** failures), signal)
  }
  return undefined
}

type Outcome = {
  readonly error: ApiError | undefined
  readonly received: boolean
  /** Whether the connection was given up for another tab. */
  readonly yielded: boolean
}

async function readInTurn(options: Options): Promise<Outcome> {
  const takeSlot = options.takeSlot ?? takeStreamSlot
  return takeSlot(options.signal, (lease) => readOnce(options, lease)).catch(() => ({
    // Only the end of the wait for a slot comes here: the tab does not follow any more.
    error: undefined,
    received: false,
    yielded: false,
  }))
}

async function readOnce(options: Options, lease: AbortSignal): Promise<Outcome> {
  let received = false
  const silence = new AbortController()
  const signal = AbortSignal.any([options.signal, silence.signal, lease])
  try {
    const response = await (options.fetch ?? globalThis.fetch)(eventsUrl(options.caseId, options.after()), {
      headers: { accept: 'text/event-stream' },
      signal,
    })
    if (!response.ok || !response.body) return { error: await errorOf(response), received, yielded: false }
    options.onState('live')
    for await (const entries of entriesOf(response.body, silence, options.silenceMs)) {
      received = true
      options.onEvents(entries)
    }
    return { error: undefined, received, yielded: false }
  } catch (cause) {
    if (lease.aborted) return { error: undefined, received, yielded: true }
    return { error: cause instanceof ApiError ? cause : unreachable(cause), received, yielded: false }
  }
}

function eventsUrl(caseId: string, after: number): string {
  return `/v1/cases/${caseId}/events?after=${after}`
}

/**
 * The log entries of a stream, those of one network chunk together; what is no log entry is passed over.
 * @throws {ApiError} when the server ends the stream with a problem document; its status line was sent before it knew
 */
async function* entriesOf(body: ReadableStream<Uint8Array>, silence: AbortController, silenceMs = 45_000) {
  let entries: CaseEvent[] = []
  let refusal: ApiError | undefined
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const json = parseJson(data)
      const entry = z.safeParse(CaseEvent, json)
      const problem = z.safeParse(Problem, json)
      if (entry.success) entries.push(entry.data)
      else if (event === 'error' && problem.success) refusal = new ApiError(problem.data)
    },
  })
  const reader = body.getReader()
  const decoder = new TextDecoder()
  for (;;) {
    const timer = setTimeout(() => silence.abort(), silenceMs)
    const { done, value } = await reader.read().finally(() => clearTimeout(timer))
    if (done) return
    parser.feed(decoder.decode(value, { stream: true }))
    if (entries.length > 0) yield entries
    entries = []
    if (refusal) throw refusal
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFinal(error: ApiError, mayBeMissing: boolean): boolean {
  const status = statusOf(error) ?? 0
  if (status === 404) return !mayBeMissing
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
