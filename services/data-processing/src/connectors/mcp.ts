import type { CallToolResult, ListToolsResult, Tool } from '@modelcontextprotocol/sdk/types.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { Dispatcher } from 'undici'
import { deadlineOf, failureOf, headersOf } from './connection.ts'
import type { LaidOut, QueryOf } from './http-connector.ts'
import { layOutJson } from './lay-out-json.ts'
import { LiveSourceFailure } from './live-source-failure.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'
import { createMcpWire } from './mcp-wire.ts'

type McpQuery = QueryOf<'mcp'>
type McpCall = Extract<McpQuery, { operation: 'mcp.call' }>
type Ways = { readonly dispatcher: Dispatcher; readonly signal: AbortSignal | undefined }
export type McpReply = LaidOut & { readonly sha256: string; readonly bytes: number }

const MAX_PAGES = 5
const NO_RECONNECTION = { maxRetries: 0, initialReconnectionDelay: 1, maxReconnectionDelay: 1, reconnectionDelayGrowFactor: 1 }
const MAX_ARGUMENTS = 8000
/** Of the words of a server about its own error. */
const MAX_SAID = 2000

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
  const wire = createMcpWire(source, dispatcher, ending)
  try {
    return await converse(source, { wire, ending }, async (client) => {
      const offered = await listTools(client, allowed)
      if (query.operation === 'mcp.call') return call(query, { client, offered, wire })
      const told = offered.filter((tool) => whyNot(tool) === undefined)
      const json = JSON.stringify({
        tools: told.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
      })
      return { text: layOutJson(json), extension: 'json', isCut: false, ...wire.hash() }
    })
  } catch (error) {
    throw wire.failure() ?? mcpFailure(error, ending) ?? failureOf(ending.aborted ? ending.reason : error, source, signal)
  }
}

type Wire = ReturnType<typeof createMcpWire>
/** The two requests that are made, each ending with the deadline of the source. */
type McpClient = {
  readonly list: (cursor: string | undefined) => Promise<ListToolsResult>
  readonly call: (name: string, input: Record<string, unknown>) => Promise<CallToolResult>
}

/** Begins a session, and ends it whatever happens in it. */
async function converse<T>(
  source: LiveSourceSettings,
  { wire, ending }: { readonly wire: Wire; readonly ending: AbortSignal },
  run: (client: McpClient) => Promise<T>,
): Promise<T> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js')
  const { CallToolResultSchema, ListToolsResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const options = { signal: ending, timeout: source.deadlineMs, maxTotalTimeout: source.deadlineMs }
  const client = new Client({ name: 'faultmaven', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL(source.address), {
    fetch: wire.fetch,
    requestInit: { headers: await headersOf(source) },
    reconnectionOptions: NO_RECONNECTION,
  })
  try {
    await client.connect(asTransport(transport), options)
    // By plain requests: the client's own functions for tools compile the schemas of strangers into code.
    return await run({
      list: (cursor) =>
        client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } }, ListToolsResultSchema, options),
      call: (name, input) =>
        client.request({ method: 'tools/call', params: { name, arguments: input } }, CallToolResultSchema, options),
    })
  } finally {
    await transport.terminateSession().catch(() => {})
    await client.close().catch(() => {})
  }
}

/** Those that the operator allows. */
async function listTools(client: McpClient, allowed: readonly string[]): Promise<readonly Tool[]> {
  const offered: Tool[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { tools, nextCursor } = await client.list(cursor)
    offered.push(...tools.filter(({ name }) => allowed.includes(name)))
    cursor = nextCursor
    if (cursor === undefined) break
  }
  return offered
}

type Calling = { readonly client: McpClient; readonly offered: readonly Tool[]; readonly wire: Wire }

async function call({ tool, arguments: input = {} }: McpCall, { client, offered, wire }: Calling): Promise<McpReply> {
  requireReadable(tool, offered)
  wire.begin()
  const result = await client.call(tool, input)
  return { ...layOutResult(result), ...wire.hash() }
}

function requireCallable(query: McpCall, allowed: readonly string[]): void {
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
  if (isError === true) throw new LiveSourceFailure('The tool failed', { said: texts.join('\n').slice(0, MAX_SAID) })
  if (structuredContent !== undefined)
    return { text: layOutJson(JSON.stringify(structuredContent)), extension: 'json', isCut: false }
  const text = texts.join('\n')
  if (text === '') throw new LiveSourceFailure('The tool answered without text')
  return isJson(text)
    ? { text: layOutJson(text), extension: 'json', isCut: false }
    : { text: `${text}\n`, extension: 'log', isCut: false }
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

/** What the protocol says went wrong; undefined for what the connection did. */
function mcpFailure(error: unknown, ending: AbortSignal): LiveSourceFailure | undefined {
  if (ending.aborted || !(error instanceof Error)) return undefined
  // A reply that fails its schema; what the server says of an error of its own has a code.
  if (error.name === 'ZodError' || error.name === '$ZodError')
    return new LiveSourceFailure('It answered outside the protocol', { cause: error })
  return 'code' in error && typeof error.code === 'number'
    ? new LiveSourceFailure(`It answered with the error ${error.code}`, { said: error.message.slice(0, MAX_SAID) })
    : undefined
}

/** The class implements the interface; its optional members are declared without `| undefined`, which our compiler holds against it. */
function asTransport(transport: object): Transport {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return transport as Transport
}
