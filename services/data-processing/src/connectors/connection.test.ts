import { gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { serveLive } from '@faultmaven/testkit'
import { createLiveSources } from './live-sources.ts'
import type { LiveSourceSettings } from './live-source-settings.ts'

const QUERY = { source: 'main', query: { operation: 'prometheus.query', expression: 'up' }, ordinal: 0 } as const
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function serve(answer: (response: ServerResponse) => void, settings: Partial<LiveSourceSettings> = {}) {
  const server = await serveLive((_seen, response) => answer(response))
  const settled = { name: 'main', kind: 'prometheus', address: server.address, deadlineMs: 500, maxBytes: 100_000 } as const
  const live = createLiveSources([{ ...settled, ...settings }], Date.now)
  open.push(server, live)
  return { server, live }
}

describe('a source that is hostile or broken', () => {
  test.each([301, 302, 307, 308])('a redirect (%i) to the metadata address is not followed', async (status) => {
    const { server, live } = await serve((response) =>
      response.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    )
    await expect(live.query(QUERY, undefined)).rejects.toThrow(`It answered ${status}, which sends elsewhere`)
    expect(server.asked).toHaveLength(1)
  })

  test('an endless reply is left where it is too large', async () => {
    let sent = 0
    const { live } = await serve((response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    await expect(live.query(QUERY, undefined)).rejects.toThrow('larger than 100000 bytes')
    expect(sent).toBeLessThan(50_000_000)
  })

  test('a reply that drips is left at the deadline', async () => {
    const { live } = await serve((response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    })
    const started = performance.now()
    await expect(live.query(QUERY, undefined)).rejects.toThrow('did not answer whole within 500 ms')
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test('so is one that never begins', async () => {
    const { live } = await serve(() => {})
    await expect(live.query(QUERY, undefined)).rejects.toThrow('did not answer whole within 500 ms')
  })

  test('a packed reply is not unpacked', async () => {
    const { live } = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"status":"success"}'))
    })
    await expect(live.query(QUERY, undefined)).rejects.toThrow('packed its reply')
  })

  test('a connection that breaks off is no reply', async () => {
    const { live } = await serve((response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"status":')
      setTimeout(() => response.destroy(), 20)
    })
    await expect(live.query(QUERY, undefined)).rejects.toThrow('It cannot be reached')
  })

  test('what it says of its own error comes apart from our words, and not without end', async () => {
    const { live } = await serve((response) => response.writeHead(400).end('parse error: unexpected "}"'.padEnd(1_000_000, '!')))
    const failure = await live.query(QUERY, undefined).catch((error: unknown) => error)
    expect(failure).toMatchObject({ message: 'It answered 400', said: expect.stringMatching(/^parse error: unexpected "}"/) })
    expect((failure as { said: string }).said.length).toBeLessThanOrEqual(2000)
  })

  test('one that refuses the credential is told of without it', async () => {
    const { live } = await serve((response) => response.writeHead(403).end(), { authorization: async () => 'Bearer s3cret' })
    const failure = await live.query(QUERY, undefined).catch((error: unknown) => error)
    expect(String(failure)).toContain('its credential does not allow this')
    expect(String(failure)).not.toContain('s3cret')
  })

  test('one whose credential cannot be read is not asked', async () => {
    const { server, live } = await serve((response) => response.end('{}'), {
      authorization: () => Promise.reject(new Error('ENOENT /run/token')),
    })
    await expect(live.query(QUERY, undefined)).rejects.toThrow('Its credential cannot be read on the server')
    expect(server.asked).toEqual([])
  })

  test('one that is away is told of', async () => {
    const { server, live } = await serve(() => {})
    await server.close()
    await expect(live.query(QUERY, undefined)).rejects.toThrow('It cannot be reached')
    open.splice(0, 1)
  })
})

test('a query ends with its caller', async () => {
  const { live } = await serve(() => {}, { deadlineMs: 60_000 })
  const caller = new AbortController()
  setTimeout(() => caller.abort(new Error('The caller went away')), 50)
  await expect(live.query(QUERY, caller.signal)).rejects.toThrow('The caller went away')
})

test.each([
  [{ ...QUERY, source: 'other' }, 'There is no live source of this name'],
  [{ ...QUERY, query: { operation: 'kubernetes.list', resource: 'pods' } as const }, 'which knows no kubernetes.list'],
])('what is not attached is not asked', async (asked, why) => {
  const { server, live } = await serve((response) => response.end('{}'))
  await expect(live.query(asked, undefined)).rejects.toThrow(why)
  expect(server.asked).toEqual([])
})
