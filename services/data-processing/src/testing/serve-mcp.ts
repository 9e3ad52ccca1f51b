import type { IncomingMessage, ServerResponse } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { type Seen, serveLive } from '@faultmaven/testkit'

/** A real MCP server on loopback, without sessions; `answer` may take over what it says to a message. */
export async function serveMcp(
  offer: (server: McpServer) => void,
  answer: (message: { readonly method?: string; readonly id?: number }, response: ServerResponse) => boolean = () => false,
) {
  async function handle(seen: Seen, response: ServerResponse, request: IncomingMessage): Promise<void> {
    const message = seen.body === '' ? {} : (JSON.parse(seen.body) as { method?: string; id?: number })
    if (answer(message, response)) return
    const server = new McpServer({ name: 'test', version: '1' })
    offer(server)
    const transport = new StreamableHTTPServerTransport()
    response.on('close', () => void server.close())
    // Its optional members are declared without `| undefined`.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    await server.connect(transport as unknown as Parameters<McpServer['connect']>[0])
    await transport.handleRequest(request, response, message)
  }
  return serveLive((seen, response, request) => void handle(seen, response, request))
}
