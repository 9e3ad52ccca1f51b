import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of OpenAI's chat completions that answers every request with what `answer` gives for its body, and keeps the bodies. */
export async function startModelUpstream(answer: (body: string) => string) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      bodies.push(body)
      const text = answer(body)
      if (body.includes('"stream":true')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const chunk = (delta: object, finish: string | null) =>
          `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
        for (const piece of text.match(/.{1,7}/gs) ?? []) response.write(chunk({ content: piece }, null))
        response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
      } else {
        response.writeHead(200, { 'content-type': 'application/json' })
        const choice = { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }
        response.end(JSON.stringify({ choices: [choice], usage: { prompt_tokens: 9, completion_tokens: 3 } }))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
