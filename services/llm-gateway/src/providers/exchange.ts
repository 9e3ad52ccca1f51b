import type { Ending } from '@faultmaven/rpc'
import type { Dispatcher } from 'undici'

/** The head of a reply, and its body as it comes. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: ReplyBody
}
/** Read once, by either. Whoever stops iterating ends the request. */
export type ReplyBody = AsyncIterableIterator<Buffer, undefined> & { readonly text: () => Promise<string> }

type Posted = {
  readonly url: URL
  readonly headers: Record<string, string>
  readonly body: string
  /** Ends it wherever it stands. */
  readonly ending: Ending
}

/** Bytes that wait for the reader; beyond them the other side waits. */
const HIGH_WATER = 65_536

/**
 * Posts a body and waits for the head of the reply. Straight on the dispatcher, without the stream that `request` of undici wraps each reply in.
 * @throws what the dispatcher says of the connection, the reason of its ending; the body throws the same
 */
export function exchange(dispatcher: Dispatcher, { url, headers, body, ending }: Posted): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const reply = createBody()
    let forget = (): unknown => undefined
    dispatcher.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: 'POST', headers, body },
      {
        onRequestStart(controller) {
          reply.attach(controller)
          forget = ending.whenOver((reason) => controller.abort(toError(reason)))
        },
        onResponseStart(_controller, status, replyHeaders) {
          // What goes before is no answer yet: 103 and its like.
          if (status >= 200) resolve({ status, headers: replyHeaders, body: reply.body })
        },
        onResponseData: (_controller, piece) => reply.push(piece),
        onResponseEnd() {
          forget()
          reply.end()
        },
        onResponseError(_controller, error) {
          forget()
          reply.end(error)
          reject(error)
        },
      },
    )
  })
}

type Controller = Pick<Dispatcher.DispatchController, 'pause' | 'resume' | 'abort'>
type Waiting = { readonly resolve: (step: IteratorResult<Buffer, undefined>) => void; readonly reject: (error: Error) => void }

function createBody() {
  let pieces: Buffer[] = []
  let size = 0
  let ended: { readonly error?: Error } | undefined
  let waiting: Waiting | undefined
  let controller: Controller | undefined

  function next(): Promise<IteratorResult<Buffer, undefined>> {
    const piece = pieces.shift()
    if (piece) {
      size -= piece.length
      if (size < HIGH_WATER) controller?.resume()
      return Promise.resolve({ value: piece, done: false })
    }
    if (ended?.error) return Promise.reject(ended.error)
    if (ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve, reject) => (waiting = { resolve, reject }))
  }
  const body: ReplyBody = {
    next,
    [Symbol.asyncIterator]: () => body,
    async return() {
      if (!ended) controller?.abort(new Error('The rest of the answer is not wanted'))
      pieces = []
      return { value: undefined, done: true }
    },
    async text() {
      const all: Buffer[] = []
      for (let step = await next(); !step.done; step = await next()) all.push(step.value)
      return Buffer.concat(all).toString('utf8')
    },
  }
  return {
    body,
    attach: (to: Controller) => void (controller = to),
    push(piece: Buffer) {
      const reader = waiting
      waiting = undefined
      if (reader) return reader.resolve({ value: piece, done: false })
      pieces.push(piece)
      size += piece.length
      if (size >= HIGH_WATER) controller?.pause()
    },
    end(error?: Error) {
      ended = error ? { error } : {}
      const reader = waiting
      waiting = undefined
      if (error) reader?.reject(error)
      else reader?.resolve({ value: undefined, done: true })
    },
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The request was ended', { cause: reason })
}
