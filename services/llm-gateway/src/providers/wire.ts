import { StringDecoder } from 'node:string_decoder'
import { type Dispatcher, request } from 'undici'
import { ProviderFailure, kindOfStatus } from './provider-failure.ts'

/** The one connection over which an attempt leaves. It goes to one origin, follows no redirect and takes no proxy of the environment. */
export type Wire = {
  /** Sends a body and waits for the head of a good reply; its text arrives in pieces. @throws {ProviderFailure} */
  readonly post: (url: URL, asked: Posted) => Promise<Reply>
  /** The same in the form that packages of providers take. */
  readonly fetch: typeof globalThis.fetch
  /** Why the attempt failed on the way, if it did: whatever a package makes of it, this is what happened. */
  readonly failure: () => ProviderFailure | undefined
}
type Posted = { readonly headers: Record<string, string>; readonly body: string; readonly signal: AbortSignal | undefined }
type Reply = { readonly status: number; readonly contentType: string; readonly bytes: AsyncGenerator<Buffer, void> }

type Options = {
  /** Of the operator, for messages. */
  readonly model: string
  /** The only origin that may be reached. */
  readonly origin: string
  readonly dispatcher: Dispatcher
  /** Sees every body before it leaves; what it throws keeps it here. */
  readonly beforeSend: (body: string, host: string) => void
  readonly maxReplyBytes: number
}

/** Of the words of a provider about its own error. */
const MAX_SAID = 2000

/** The wire of one attempt; tells a reply that broke off from one that ended. */
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
      const { status, contentType, bytes } = await post(options, fail, url, {
        headers,
        body: init.body,
        signal: init.signal ?? undefined,
      })
      return new Response(toWebStream(bytes), { status, headers: { 'content-type': contentType } })
    },
    failure: () => failure,
  }
}

/** The whole text of a reply. */
export async function readText(pieces: AsyncIterable<Buffer>, maxBytes = Infinity): Promise<string> {
  const taken: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    taken.push(piece)
    bytes += piece.length
    if (bytes >= maxBytes) break
  }
  return Buffer.concat(taken).toString('utf8')
}

type Fail = (failure: ProviderFailure) => ProviderFailure

async function post(options: Options, fail: Fail, url: URL, { headers, body, signal }: Posted): Promise<Reply> {
  const { model, origin, dispatcher, beforeSend } = options
  if (url.origin !== origin) throw fail(new ProviderFailure('not-found', model))
  beforeSend(body, url.host)
  const reply = await request(url, {
    method: 'POST',
    dispatcher,
    // What is not packed cannot unpack to more than it is.
    headers: { ...headers, 'accept-encoding': 'identity' },
    body,
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw fail(new ProviderFailure('unreachable', model, { cause }))
  })
  const { statusCode: status } = reply
  if (status >= 200 && status < 300)
    return { status, contentType: String(reply.headers['content-type'] ?? ''), bytes: guard(reply.body, options, fail, signal) }
  const said = (await readText(reply.body, MAX_SAID).catch(() => '')).slice(0, MAX_SAID)
  throw fail(
    new ProviderFailure(kindOfStatus(status, said), model, { status, retryAfterMs: readRetryAfter(reply.headers), said }),
  )
}

/** The bytes of a reply; one that breaks off or floods is a failure. */
async function* guard(
  reply: AsyncIterable<Buffer>,
  { model, maxReplyBytes }: Options,
  fail: Fail,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void> {
  let bytes = 0
  try {
    for await (const chunk of reply) {
      bytes += chunk.length
      if (bytes > maxReplyBytes) throw fail(new ProviderFailure('malformed', model))
      yield chunk
    }
  } catch (cause) {
    signal?.throwIfAborted()
    throw fail(new ProviderFailure('cut', model, { cause }))
  }
}

function toWebStream(chunks: AsyncGenerator<Buffer, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const step = await chunks.next()
      if (step.done) controller.close()
      else controller.enqueue(step.value)
    },
    async cancel() {
      await chunks.return()
    },
  })
}

/** Seconds or a date (RFC 9110 §10.2.3), or milliseconds where a provider says them. */
function readRetryAfter(headers: Record<string, string | string[] | undefined>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? NaN)
  if (milliseconds >= 0) return milliseconds
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** The data of server-sent events (HTML Living Standard §9.2.6): those that arrived in one piece of the reply together. */
export async function* readEventData(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly string[], void> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let data = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.write(piece)).split(/\r\n|\n|\r(?=.)/s)
    rest = lines.pop() ?? ''
    const events: string[] = []
    for (const line of lines) {
      if (line.startsWith('data:')) data += (data === '' ? '' : '\n') + line.slice(line.charCodeAt(5) === 32 ? 6 : 5)
      else if (line === '' && data !== '') {
        events.push(data)
        data = ''
      }
    }
    if (events.length > 0) yield events
  }
}
