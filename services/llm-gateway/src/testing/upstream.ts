import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What an upstream does with one request. Steps of a stream are bytes or milliseconds of silence. */
export type Behaviour =
  | { readonly type: 'answer'; readonly text?: string; readonly toolCall?: { readonly name: string; readonly arguments: string } }
  | { readonly type: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Ends the connection before anything was answered. */
  | { readonly type: 'reset' }
  /** Says nothing, ever. */
  | { readonly type: 'silent' }
  /** Ends the connection after so many pieces of the stream, or in the middle of a whole answer. */
  | { readonly type: 'cut'; readonly after: number }
  | { readonly type: 'malformed'; readonly after: number }
  /** Silent after so many pieces. */
  | { readonly type: 'stall'; readonly after: number }
  /** Ends as HTTP should, but without saying why it stopped. */
  | { readonly type: 'unfinished' }

export type Upstream = {
  readonly baseUrl: string
  /** Every body that arrived, as it came. */
  readonly bodies: readonly string[]
  readonly headers: readonly IncomingMessage['headers'][]
  /** Requests whose caller went away before the answer was whole. */
  readonly aborted: () => number
  readonly close: () => Promise<void>
}

const TEXT = 'The pool is exhausted because connections are not returned.'

/** A server of OpenAI's chat completions on loopback that does with each request what the test says, and notes what it got. */
export async function startUpstream(
  behave: (index: number, body: string) => Behaviour,
  vectorOf: (text: string, index: number) => readonly number[] = (_text, index) => [index, 0.5],
): Promise<Upstream> {
  const bodies: string[] = []
  const headers: IncomingMessage['headers'][] = []
  let aborted = 0
  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1
    })
    void take(request, response)
  })
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await receive(request)
    bodies.push(body)
    headers.push(request.headers)
    if (body.includes('"encoding_format"')) embed(response, body, vectorOf)
    else answer(response, behave(bodies.length - 1, body), body.includes('"stream":true'))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    headers,
    aborted: () => aborted,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function receive(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

function answer(response: ServerResponse, behaviour: Behaviour, isStreamed: boolean): void {
  if (behaviour.type === 'silent') return
  if (behaviour.type === 'reset') return void response.destroy()
  if (behaviour.type === 'status') {
    response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
    return void response.end('{"error":{"message":"it failed","type":"server_error"}}')
  }
  if (isStreamed) stream(response, behaviour)
  else complete(response, behaviour)
}

type Said = Exclude<Behaviour, { type: 'silent' | 'reset' | 'status' }>

function complete(response: ServerResponse, behaviour: Said): void {
  const whole = JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      { index: 0, message: messageOf(behaviour), finish_reason: behaviour.type === 'unfinished' ? null : finishOf(behaviour) },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })
  response.writeHead(200, { 'content-type': 'application/json' })
  if (behaviour.type === 'stall') return void response.write(whole.slice(0, 20))
  if (behaviour.type === 'malformed') return void response.end(whole.slice(0, -9))
  if (behaviour.type === 'cut') return void response.write(whole.slice(0, 40), () => response.destroy())
  response.end(whole)
}

/** The last text first: their order is told by their index alone. */
function embed(response: ServerResponse, body: string, vectorOf: (text: string, index: number) => readonly number[]): void {
  const { input }: { input: string[] } = JSON.parse(body)
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, index) })).reverse()
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data, usage: { prompt_tokens: 7, total_tokens: 7 } }))
}

function stream(response: ServerResponse, behaviour: Said): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const pieces = piecesOf(behaviour)
  const shown = 'after' in behaviour ? pieces.slice(0, behaviour.after) : pieces
  for (const piece of shown) response.write(chunkOf({ content: piece }))
  if (behaviour.type === 'stall') return
  if (behaviour.type === 'malformed') return void response.end('data: {"choices":[{"delta":{"content":\n\n')
  if (behaviour.type === 'cut') return void setTimeout(() => response.destroy(), 5)
  if (behaviour.type === 'answer' && behaviour.toolCall)
    response.write(chunkOf({ tool_calls: [{ index: 0, ...callOf(behaviour.toolCall) }] }))
  if (behaviour.type === 'unfinished') return void response.end()
  response.write(chunkOf({}, finishOf(behaviour)))
  response.end(
    `data: ${JSON.stringify({ ...CHUNK, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } })}\n\ndata: [DONE]\n\n`,
  )
}

const CHUNK = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }

function chunkOf(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ ...CHUNK, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
}

/** Three characters each, so that a placeholder is cut. */
function piecesOf(behaviour: Said): string[] {
  const text = behaviour.type === 'answer' ? (behaviour.text ?? (behaviour.toolCall ? '' : TEXT)) : TEXT
  return text.match(/.{1,3}/gs) ?? []
}

function messageOf(behaviour: Said): object {
  if (behaviour.type !== 'answer') return { role: 'assistant', content: TEXT }
  const calls = behaviour.toolCall && { tool_calls: [callOf(behaviour.toolCall)] }
  return { role: 'assistant', content: behaviour.text ?? (calls ? null : TEXT), ...calls }
}

function finishOf(behaviour: Said): string {
  return behaviour.type === 'answer' && behaviour.toolCall ? 'tool_calls' : 'stop'
}

function callOf(call: { readonly name: string; readonly arguments: string }): object {
  return { id: 'upstream-1', type: 'function', function: call }
}
