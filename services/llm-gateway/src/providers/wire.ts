import { type Dispatcher, request } from 'undici'
import { ProviderFailure, kindOfStatus } from './provider-failure.ts'

/** The one connection over which an attempt leaves: its `fetch` is handed to a provider's package. */
export type Wire = {
  readonly fetch: typeof globalThis.fetch
  /** Why the attempt failed on the way, if it did: whatever a package makes of it, this is what happened. */
  readonly failure: () => ProviderFailure | undefined
}

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

/**
 * A `fetch` for one attempt. It goes to one origin, follows no redirect, takes no proxy of the environment, and tells a reply that broke off from one
 * that ended.
 */
export function createWire(options: Options): Wire {
  let failure: ProviderFailure | undefined
  const fail = (error: ProviderFailure) => {
    failure ??= error
    return failure
  }
  return { fetch: async (input, init) => send(options, fail, input, init), failure: () => failure }
}

type Fail = (failure: ProviderFailure) => ProviderFailure

async function send(options: Options, fail: Fail, input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
  const { model, origin, dispatcher, beforeSend } = options
  const url = new URL(input instanceof Request ? input.url : input)
  if (url.origin !== origin) throw fail(new ProviderFailure('not-found', model))
  const body = typeof init.body === 'string' ? init.body : undefined
  if (init.body != null && body === undefined) throw new TypeError('A request to a model has a body of text')
  beforeSend(body ?? '', url.host)
  const {
    statusCode,
    headers,
    body: reply,
  } = await request(url, {
    method: init.method === 'GET' ? 'GET' : 'POST',
    dispatcher,
    headers: { ...headersOf(init.headers), 'accept-encoding': 'identity' },
    ...(body === undefined ? {} : { body }),
    ...(init.signal ? { signal: init.signal } : {}),
  }).catch((cause: unknown) => {
    init.signal?.throwIfAborted()
    throw fail(new ProviderFailure('unreachable', model, { cause }))
  })
  if (statusCode < 200 || statusCode >= 300) {
    const said = await readText(reply, MAX_SAID).catch(() => '')
    const retryAfterMs = readRetryAfter(headers)
    throw fail(new ProviderFailure(kindOfStatus(statusCode, said), model, { status: statusCode, retryAfterMs, said }))
  }
  const read = guard(reply, options, fail, init.signal ?? undefined)
  const isText = String(headers['content-type'] ?? '').startsWith('application/json')
  const content = isText ? await readText(read, Infinity) : toWebStream(read)
  return new Response(content, { status: statusCode, headers: { 'content-type': String(headers['content-type'] ?? '') } })
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

async function readText(chunks: AsyncIterable<Buffer>, maxCharacters: number): Promise<string> {
  const taken: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    taken.push(chunk)
    bytes += chunk.length
    if (bytes >= maxCharacters) break
  }
  const text = Buffer.concat(taken).toString('utf8')
  return text.length > maxCharacters ? text.slice(0, maxCharacters) : text
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

function headersOf(headers: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
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
