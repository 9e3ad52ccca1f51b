import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
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
    const message: { method?: string; id?: number } = seen.body === '' ? {} : JSON.parse(seen.body)
    if (answer(message, response)) return
    const server = new McpServer({ name: 'test', version: '1' })
    offer(server)
    const transport = new StreamableHTTPServerTransport()
    response.on('close', () => void server.close())
    await server.connect(asTransport(transport))
    await transport.handleRequest(request, response, message)
  }
  return serveLive((seen, response, request) => void handle(seen, response, request))
}

/** The class implements the interface; its optional members are declared without `| undefined`, which our compiler holds against it. */
function asTransport(transport: object): Transport {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return transport as Transport
}
