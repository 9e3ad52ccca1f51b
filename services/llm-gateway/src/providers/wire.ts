import { type Ending, endingOf } from '@faultmaven/rpc'
import type { Dispatcher } from 'undici'
import { exchange, type Reply, type ReplyBody } from './exchange.ts'
import { ProviderFailure, kindOfStatus } from './provider-failure.ts'

/** The one connection over which an attempt leaves. It goes to one origin, follows no redirect and takes no proxy of the environment. */
export type Wire = {
  /** Sends a body and waits for the head of a good reply; its text arrives in pieces. @throws {ProviderFailure} */
  readonly post: (url: URL, asked: Posted) => Promise<GoodReply>
  /** The same in the form that packages of providers take. */
  readonly fetch: typeof globalThis.fetch
  /** Why the attempt failed on the way, if it did: whatever a package makes of it, this is what happened. */
  readonly failure: () => ProviderFailure | undefined
}
/** The headers become the wire's own. */
type Posted = { readonly headers: Record<string, string>; readonly body: string }
type GoodReply = { readonly status: number; readonly contentType: string; readonly body: ReplyBody }

type Options = {
  /** Of the operator, for messages. */
  readonly model: string
  /** The only origin that may be reached. */
  readonly origin: string
  readonly dispatcher: Dispatcher
  /** Sees every body before it leaves; what it throws keeps it here. */
  readonly beforeSend: (body: string, host: string) => void
  /** Of the attempt. */
  readonly ending: Ending
}

/** Of the words of a provider about its own error. */
const MAX_SAID = 2000

export function createWire(options: Options): Wire {
  let failure: ProviderFailure | undefined
  const fail = (error: ProviderFailure) => {
    failure ??= error
    return failure
  }
  return {
    post: (url, asked) => post(options, fail, url, asked),
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      if (typeof init.body !== 'string') throw new TypeError('A request to a model has a body of text')
      const headers = Object.fromEntries(new Headers(init.headers))
      // The signal of a package follows that of the attempt, and may come sooner.
      const ending = init.signal ? endingOf(init.signal) : options.ending
      const { status, contentType, body } = await post({ ...options, ending }, fail, url, { headers, body: init.body })
      return new Response(toWebStream(body), { status, headers: { 'content-type': contentType } })
    },
    failure: () => failure,
  }
}

type Fail = (failure: ProviderFailure) => ProviderFailure

async function post(options: Options, fail: Fail, url: URL, { headers, body }: Posted): Promise<GoodReply> {
  const { model, origin, dispatcher, beforeSend, ending } = options
  if (url.origin !== origin) throw fail(new ProviderFailure('not-found', model))
  beforeSend(body, url.host)
  // What is not packed cannot unpack to more than it is.
  headers['accept-encoding'] = 'identity'
  let reply: Reply
  try {
    reply = await exchange(dispatcher, { url, headers, body, ending })
  } catch (cause) {
    const over = ending.over()
    if (over) throw over.reason
    throw fail(new ProviderFailure('unreachable', model, { cause }))
  }
  const { status } = reply
  if (status >= 200 && status < 300) return { status, contentType: String(reply.headers['content-type'] ?? ''), body: reply.body }
  const said = await readStart(reply.body).catch(() => '')
  throw fail(
    new ProviderFailure(kindOfStatus(status, said), model, { status, retryAfterMs: readRetryAfter(reply.headers), said }),
  )
}

async function readStart(reply: AsyncIterable<Buffer>): Promise<string> {
  let said = ''
  for await (const piece of reply) {
    said += piece.toString('utf8')
    if (said.length >= MAX_SAID) break
  }
  return said.slice(0, MAX_SAID)
}

/** One whose reader is slow makes the provider wait. */
function toWebStream(reply: AsyncIterable<Buffer>): ReadableStream<Uint8Array> {
  const chunks = reply[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const step = await chunks.next()
      if (step.done) controller.close()
      else controller.enqueue(step.value)
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}

/** Seconds or a date (RFC 9110 §10.2.3), or milliseconds where a provider says them. */
function readRetryAfter(headers: Reply['headers']): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? NaN)
  if (milliseconds >= 0) return milliseconds
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
