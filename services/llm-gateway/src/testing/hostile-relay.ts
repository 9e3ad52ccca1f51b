import { once } from 'node:events'
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a relay does to the answer of the server behind it, whatever format it has. */
export const FAULTS = ['429', '500', 'timeout', 'reset', 'cut early', 'cut late', 'malformed', 'slow first byte'] as const
export type Fault = (typeof FAULTS)[number]

/** Longer than any patience in the tests. */
const SLOW_MS = 2000

export type Relay = { readonly url: string; readonly close: () => Promise<void> }

/** A server on loopback that passes everything on and spoils the answers with one fault; none passes them on as they are. */
export async function startRelay(target: string, fault: Fault | undefined): Promise<Relay> {
  const server = createServer((request, response) => {
    if (fault === '429') return void response.writeHead(429, { 'retry-after': '0' }).end('{"error":{"message":"slow down"}}')
    if (fault === '500') return void response.writeHead(500).end('{"error":{"message":"broken"}}')
    if (fault === 'timeout') return
    if (fault === 'reset') return void request.socket.destroy()
    pass(new URL(request.url ?? '/', target), request, response, fault)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function pass(url: URL, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
  const onward = send(url, { method: request.method, headers: { ...request.headers, host: url.host } }, (answer) => {
    const type = answer.headers['content-type'] ?? ''
    const answered = () => void spoil(answer, response.writeHead(answer.statusCode ?? 200, { 'content-type': type }), fault)
    if (fault === 'slow first byte') setTimeout(answered, SLOW_MS).unref()
    else answered()
  })
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}

/** Cuts after the first third of the bytes or before the last piece; a malformed answer has its second half overwritten. */
async function spoil(answer: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of answer) pieces.push(piece)
  const whole = Buffer.concat(pieces)
  if (fault === 'malformed') whole.fill('#', Math.floor(whole.length / 2))
  const end = fault === 'cut early' ? Math.floor(whole.length / 3) : fault === 'cut late' ? whole.length - 8 : whole.length
  for (let at = 0; at < end; at += 64) {
    response.write(whole.subarray(at, Math.min(end, at + 64)))
    await new Promise(setImmediate)
  }
  if (end < whole.length) setTimeout(() => response.destroy(), 10)
  else response.end()
}
