import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JsonSchemaValidatorResult } from '@modelcontextprotocol/sdk/validation/types.js'
import type { Dispatcher } from 'undici'
import { deadlineOf, failureOf, headersOf } from './connection.ts'
import type { LaidOut, QueryOf } from './http-connector.ts'
import { layOutJson } from './lay-out-json.ts'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'
import { createMcpWire } from './mcp-wire.ts'

type McpQuery = QueryOf<'mcp'>
type Ways = { readonly dispatcher: Dispatcher; readonly signal: AbortSignal | undefined }
export type McpReply = LaidOut & { readonly sha256: string; readonly bytes: number }

const MAX_PAGES = 5
const MAX_ARGUMENTS = 8000

/**
 * Calls a tool of a server that the operator allowed, or tells what those tools take. A tool that the server itself calls changing or destructive
 * is refused, whatever the operator's list says.
 * @throws {LiveSourceFailure}
 * @see https://modelcontextprotocol.io/specification/2025-06-18/server/tools
 */
export async function askMcp(query: McpQuery, source: LiveSourceSettings, { dispatcher, signal }: Ways): Promise<McpReply> {
  const allowed = source.tools ?? []
  if (query.operation === 'mcp.call') requireCallable(query, allowed)
  const ending = deadlineOf(source, signal)
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
  const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const wire = createMcpWire(source, dispatcher, ending)
  const client = new Client(
    { name: 'faultmaven', version: '1' },
    // Schemas of strangers are shown, never compiled into code.
    { jsonSchemaValidator: { getValidator: () => acceptAny } },
  )
  const options = { signal: ending, timeout: source.deadlineMs, maxTotalTimeout: source.deadlineMs }
  try {
    const transport = new StreamableHTTPClientTransport(new URL(source.address), {
      fetch: wire.fetch,
      requestInit: { headers: await headersOf(source) },
      reconnectionOptions: {
        maxRetries: 0,
        initialReconnectionDelay: 1,
        maxReconnectionDelay: 1,
        reconnectionDelayGrowFactor: 1,
      },
    })
    await client.connect(asTransport(transport), options)
    const offered: Tool[] = []
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { tools, nextCursor } = await client.listTools(cursor === undefined ? {} : { cursor }, options)
      offered.push(...tools.filter(({ name }) => allowed.includes(name)))
      cursor = nextCursor
      if (cursor === undefined) break
    }
    const readable = offered.filter((tool) => whyNot(tool) === undefined)
    if (query.operation === 'mcp.tools') {
      const told = readable.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
      return { text: layOutJson(JSON.stringify({ tools: told })), extension: 'json', ...wire.hash() }
    }
    requireReadable(query.tool, offered)
    wire.begin()
    const result = await client.callTool({ name: query.tool, arguments: query.arguments ?? {} }, CallToolResultSchema, options)
    return { ...layOutResult(CallToolResultSchema.parse(result)), ...wire.hash() }
  } catch (error) {
    throw wire.failure() ?? failureOf(ending.aborted ? ending.reason : error, source, signal)
  } finally {
    await client.close().catch(() => {})
  }
}

function requireCallable(query: Extract<McpQuery, { operation: 'mcp.call' }>, allowed: readonly string[]): void {
  if (!allowed.includes(query.tool)) throw new LiveSourceFailure(`The operator allows ${allowed.join(', ')} only`)
  if (JSON.stringify(query.arguments ?? {}).length > MAX_ARGUMENTS) throw new LiveSourceFailure('The arguments are too long')
}

function requireReadable(name: string, offered: readonly Tool[]): void {
  // Two tools of one name would let a server show the harmless one.
  const [tool, second] = offered.filter((one) => one.name === name)
  if (!tool || second) throw new LiveSourceFailure(`The server offers ${second ? 'several tools' : 'no tool'} of this name`)
  const why = whyNot(tool)
  if (why !== undefined) throw new LiveSourceFailure(why)
}

/** Without annotations nobody says what a tool does, and the operator's word holds. */
function whyNot({ annotations }: Tool): string | undefined {
  if (annotations?.readOnlyHint === false) return 'The server says that this tool changes something'
  return annotations?.destructiveHint === true ? 'The server says that this tool may destroy something' : undefined
}

/** Structured content, else the texts; pictures, sounds and links to other places are counted and left out. */
function layOutResult({ content, structuredContent, isError }: CallToolResult): LaidOut {
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  if (isError === true) throw new LiveSourceFailure('The tool failed', { said: texts.join('\n').slice(0, 2000) })
  if (structuredContent !== undefined) return { text: layOutJson(JSON.stringify(structuredContent)), extension: 'json' }
  const text = texts.join('\n')
  if (text === '') throw new LiveSourceFailure('The tool answered without text')
  return isJson(text) ? { text: layOutJson(text), extension: 'json' } : { text: `${text}\n`, extension: 'log' }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    layOutJson(text)
    return true
  } catch {
    return false
  }
}

/** The SDK's type of what a schema says of a value that nobody looked at. */
function acceptAny<T>(input: unknown): JsonSchemaValidatorResult<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const data = input as T
  return { valid: true, data, errorMessage: undefined }
}

/** The class implements the interface; its optional members are declared without `| undefined`, which our compiler holds against it. */
function asTransport(transport: object): Transport {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return transport as Transport
}
