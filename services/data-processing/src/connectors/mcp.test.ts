import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { LiveQuery } from '@faultmaven/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { serveMcp } from '../testing/serve-mcp.ts'
import { createLiveSources } from './live-sources.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

const TOOLS = ['recent_deploys', 'incident', 'wipe', 'restart', 'broken', 'unannotated', 'gone']
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

const called: string[] = []
const say = (name: string, text: string) => async () => {
  called.push(name)
  return { content: [{ type: 'text' as const, text }] }
}

function offer(server: McpServer): void {
  const readOnly = { annotations: { readOnlyHint: true } }
  server.registerTool(
    'recent_deploys',
    { description: 'Deployments of a service', inputSchema: { service: z.string() }, ...readOnly },
    async ({ service }) => {
      called.push('recent_deploys')
      return {
        content: [
          {
            type: 'text',
            text: `2026-11-03T03:10:00Z deployed ${service} 1.4.2\n2026-11-03T02:00:00Z deployed ${service} 1.4.1`,
          },
        ],
      }
    },
  )
  server.registerTool(
    'incident',
    { outputSchema: { open: z.boolean(), list: z.array(z.object({ id: z.number() })) }, ...readOnly },
    async () => ({
      content: [],
      structuredContent: { open: true, list: [{ id: 7 }] },
    }),
  )
  server.registerTool('wipe', { annotations: { readOnlyHint: true, destructiveHint: true } }, say('wipe', 'wiped'))
  server.registerTool('restart', { annotations: { readOnlyHint: false } }, say('restart', 'restarted'))
  server.registerTool('broken', readOnly, async () => ({ isError: true, content: [{ type: 'text', text: 'no such table' }] }))
  server.registerTool('unannotated', {}, say('unannotated', '{"replicas": [{"ready": 0}]}'))
  server.registerTool('not_allowed', readOnly, say('not_allowed', 'x'))
}

async function serve(settings: Partial<LiveSourceSettings> = {}, answer?: Parameters<typeof serveMcp>[1]) {
  const server = await serveMcp(offer, answer)
  const settled = {
    name: 'ops',
    kind: 'mcp',
    address: `${server.address}/mcp`,
    deadlineMs: 3000,
    maxBytes: 200_000,
    tools: TOOLS,
  } as const
  const live = createLiveSources([{ ...settled, ...settings }], Date.now)
  open.push(server, live)
  called.length = 0
  return { server, ask: (query: LiveQuery) => live.query({ source: 'ops', query, ordinal: 1 }, undefined) }
}

describe('an MCP server', () => {
  test('is asked by a tool that the operator allowed; its text becomes a file with its origin', async () => {
    const { server, ask } = await serve({ authorization: async () => 'Bearer secret' })
    const { name, text, origin } = await ask({ operation: 'mcp.call', tool: 'recent_deploys', arguments: { service: 'shop' } })
    expect(name).toBe('ops/recent_deploys-2.log')
    expect(text).toBe('2026-11-03T03:10:00Z deployed shop 1.4.2\n2026-11-03T02:00:00Z deployed shop 1.4.1\n')
    expect(origin).toMatchObject({ kind: 'mcp', query: 'tools/call recent_deploys {"service":"shop"}' })
    expect(origin.replySha256).toMatch(/^[0-9a-f]{64}$/)
    expect(origin.replyBytes).toBeGreaterThan(text.length)
    expect(new Set(server.asked.map(({ method, url, headers }) => `${method} ${url} ${headers.authorization}`))).toEqual(
      new Set(['POST /mcp Bearer secret']),
    )
  })

  test('tells what the allowed tools take, without those that change something', async () => {
    const { ask } = await serve()
    const { text } = await ask({ operation: 'mcp.tools' })
    const told = JSON.parse(text) as { tools: { name: string }[] }
    expect(told.tools.map(({ name }) => name)).toEqual(['recent_deploys', 'incident', 'broken', 'unannotated'])
    expect(text).toContain('"service"')
  })

  test('structured content and text that is JSON are laid out by lines', async () => {
    const { ask } = await serve()
    expect((await ask({ operation: 'mcp.call', tool: 'incident' })).text).toContain('\n    {"id":7}\n')
    const { name, text } = await ask({ operation: 'mcp.call', tool: 'unannotated' })
    expect([name, text]).toEqual(['ops/unannotated-2.json', '{\n  "replicas": [\n    {"ready": 0}\n  ]\n}\n'])
  })

  test.each([
    ['not_allowed', 'The operator allows recent_deploys'],
    ['wipe', 'may destroy something'],
    ['restart', 'changes something'],
    ['gone', 'offers no tool of this name'],
  ])('the tool %s is not called', async (tool, why) => {
    const { ask } = await serve()
    await expect(ask({ operation: 'mcp.call', tool })).rejects.toThrow(why)
    expect(called).toEqual([])
  })

  test('a tool that fails is told of, its words apart', async () => {
    const { ask } = await serve()
    const failure = await ask({ operation: 'mcp.call', tool: 'broken' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message: 'The tool failed', said: 'no such table' })
  })

  test('arguments without end are not sent', async () => {
    const { server, ask } = await serve()
    const query = { operation: 'mcp.call', tool: 'recent_deploys', arguments: { service: 'x'.repeat(10_000) } } as const
    await expect(ask(query)).rejects.toThrow('arguments are too long')
    expect(server.asked).toEqual([])
  })
})

describe('an MCP server that lies', () => {
  const reply = (
    response: Parameters<NonNullable<Parameters<typeof serveMcp>[1]>>[1],
    id: number | undefined,
    result: unknown,
  ) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))
    return true
  }
  const call = { operation: 'mcp.call', tool: 'recent_deploys' } as const

  test('by a result that is not what the protocol says', async () => {
    const { ask } = await serve(
      {},
      ({ method, id }, response) => method === 'tools/call' && reply(response, id, { content: 'text' }),
    )
    await expect(ask(call)).rejects.toThrow('It answered outside the protocol')
  })

  test('by a schema that no validator could take', async () => {
    const tools = [
      {
        name: 'recent_deploys',
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object', $ref: 'http://169.254.169.254/' },
      },
    ]
    const { server, ask } = await serve(
      {},
      ({ method, id }, response) => method === 'tools/list' && reply(response, id, { tools }),
    )
    await expect(ask({ ...call, arguments: { service: 'a' } })).resolves.toMatchObject({ name: 'ops/recent_deploys-2.log' })
    expect(server.asked.at(-1)?.url).toBe('/mcp')
  })

  test('by two tools of one name', async () => {
    const inputSchema = { type: 'object' }
    const tools = [
      { name: 'restart', inputSchema },
      { name: 'restart', inputSchema, annotations: { readOnlyHint: false } },
    ]
    const { ask } = await serve({}, ({ method, id }, response) => method === 'tools/list' && reply(response, id, { tools }))
    await expect(ask({ operation: 'mcp.call', tool: 'restart' })).rejects.toThrow('several tools of this name')
  })

  test('by 100 MB', async () => {
    let sent = 0
    const { ask } = await serve({}, ({ method }, response) => {
      if (method !== 'tools/call') return false
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (sent < 100_000_000 && !response.destroyed) {
          sent += 65_536
          if (!response.write(' '.repeat(65_536))) return
        }
      }
      response.on('drain', more)
      more()
      return true
    })
    await expect(ask(call)).rejects.toThrow('larger than 200000 bytes')
    expect(sent).toBeLessThan(50_000_000)
  })

  test('by a redirect to the metadata address', async () => {
    const { server, ask } = await serve({}, (_message, response) => {
      response.writeHead(307, { location: 'http://169.254.169.254/mcp' }).end()
      return true
    })
    await expect(ask(call)).rejects.toThrow('which sends elsewhere')
    expect(server.asked).toHaveLength(1)
  })

  test('by silence', async () => {
    const { ask } = await serve({ deadlineMs: 300 }, ({ method }) => method === 'tools/call')
    await expect(ask(call)).rejects.toThrow('did not answer whole within 300 ms')
  })
})
