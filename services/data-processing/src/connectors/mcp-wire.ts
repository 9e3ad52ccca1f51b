import { createHash, type Hash } from 'node:crypto'
import { type Dispatcher, fetch as fetchOver, type RequestInit as UndiciRequestInit } from 'undici'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

/** The only way out: to the address of the source, without redirects, so many bytes for the whole conversation, hashed as they come. */
export function createMcpWire({ address, maxBytes }: LiveSourceSettings, dispatcher: Dispatcher, ending: AbortSignal) {
  let hash: Hash = createHash('sha256')
  let hashed = 0
  let taken = 0
  let failure: LiveSourceFailure | undefined

  function count(chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>): void {
    taken += chunk.length
    if (taken > maxBytes) {
      failure = new LiveSourceFailure(`Its reply is larger than ${maxBytes} bytes: ask for less`)
      controller.error(failure)
      return
    }
    hash.update(chunk)
    hashed += chunk.length
    controller.enqueue(chunk)
  }
  async function send(url: string | URL, init: RequestInit = {}): Promise<Response> {
    // The stream of a server that speaks on its own: nothing is waited for that was not asked.
    if (init.method === 'GET') return new Response(null, { status: 405 })
    if (new URL(url).href !== new URL(address).href) throw new LiveSourceFailure('It sends elsewhere')
    const signal = init.signal ? AbortSignal.any([init.signal, ending]) : ending
    const headers = new Headers(init.headers)
    headers.set('accept-encoding', 'identity')
    const response = await fetchOver(url, toUndici({ ...init, headers, signal, redirect: 'manual' }, dispatcher))
    if (response.status >= 300 && response.status < 400)
      failure = new LiveSourceFailure(`It answered ${response.status}, which sends elsewhere`)
    const packed = response.headers.get('content-encoding')
    if (packed !== null && packed !== 'identity')
      failure = new LiveSourceFailure('It packed its reply though it was asked not to')
    if (failure) throw failure
    const body = response.body === null ? null : toGlobal(response.body).pipeThrough(new TransformStream({ transform: count }))
    return new Response(body, { status: response.status, headers: [...response.headers] })
  }
  return {
    fetch: send,
    /** From here on the reply begins. */
    begin() {
      hash = createHash('sha256')
      hashed = 0
    },
    hash: () => ({ sha256: hash.copy().digest('hex'), bytes: hashed }),
    failure: () => failure,
  }
}

/** The SDK speaks of Node's own `fetch`, which is an older undici: what it sends is text and headers alone. */
function toUndici(init: RequestInit, dispatcher: Dispatcher): UndiciRequestInit {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...init, dispatcher } as unknown as UndiciRequestInit
}
/** Both are the stream of Node itself. */
function toGlobal(body: unknown): ReadableStream<Uint8Array> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return body as ReadableStream<Uint8Array>
}
