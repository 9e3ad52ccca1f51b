import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { MAX_DOCUMENT_BYTES } from '@faultmaven/contracts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ANNA, BERT, startKnowledgeBase } from '../testing/start-knowledge-base.ts'
import { readAllowedAddresses } from './allowed-addresses.ts'
import { fetchPage } from './fetch-page.ts'

const open: { close: () => void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

async function serve(answer: RequestListener) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  const address = server.address()
  return { origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, asked }
}

/** Pages of a small wiki; whatever else is asked for is not there. */
const wiki: RequestListener = ({ url }, response) => {
  const pages: Record<string, [type: string, body: string]> = {
    '/books/pool': [
      'text/html; charset=utf-8',
      '<h1>Zebra pool</h1><p>Lower the size of the pool.</p><a href="/books/next">next</a>',
    ],
    '/books/disk.md': ['text/plain', '# Walrus disk\n\nDelete what was rotated.\n'],
    '/books/logo.png': ['image/png', 'png'],
  }
  const [type, body] = pages[url ?? ''] ?? []
  if (body === undefined) return response.writeHead(404).end()
  return response.writeHead(200, { 'content-type': type }).end(body)
}

async function start(...allowedUrls: string[]) {
  const base = await startKnowledgeBase({ allowedUrls })
  return {
    ...base,
    async fetch(urls: readonly string[], by = ANNA) {
      return base.ended(base.client.importUrls({ collection: 'wiki', scope: 'user', urls: [...urls] }, base.as(by)), by)
    },
  }
}

describe('pages of the web', () => {
  test('become documents by their addresses; the same again changes nothing; no link is followed', async () => {
    const { origin, asked } = await serve(wiki)
    const base = await start(`${origin}/books/`)
    const urls = ['/books/pool', '/books/disk.md', '/books/logo.png', '/books/none'].map((path) => origin + path)
    expect(await base.fetch(urls)).toMatchObject({
      added: 2,
      passedOver: [{ reason: 'no document', files: 1 }],
      refused: [{ name: `${origin}/books/none`, reason: 'Its server answered with status 404' }],
    })
    const host = origin.slice('http://'.length)
    expect((await base.search('zebra pool'))[0]?.name).toBe(`${host}/books/pool.html`)
    expect((await base.search('walrus disk'))[0]?.name).toBe(`${host}/books/disk.md`)
    expect(await base.search('zebra pool', BERT)).toEqual([])
    expect(await base.fetch(urls)).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect(asked).not.toContain('/books/next')
  })

  test('are fetched only below the addresses that the operator allows, wherever a server sends them on to', async () => {
    const secret = await serve((_request, response) => response.end('# Secret'))
    const { origin, asked } = await serve(({ url }, response) => {
      const targets: Record<string, string> = {
        '/books/out': `${secret.origin}/`,
        '/books/up': '/admin',
        '/books/round': '/books/round',
      }
      response.writeHead(302, { location: targets[url ?? ''] ?? 'http://[' }).end()
    })
    const base = await start(`${origin}/books`)
    const refused = ['/admin', '/booksellers', '/books/../admin', '/books/%2e%2e/admin', '/books/..%2fadmin', '/books/..%5cadmin']
    const followed = ['/books/out', '/books/up', '/books/round', '/books/broken']
    const elsewhere = [secret.origin, 'file:///etc/passwd', origin.replace('//', '//user:word@'), 'no address']
    const { refused: reasons, added } = await base.fetch([
      ...[...refused, ...followed].map((path) => origin + path),
      ...elsewhere,
    ])
    expect([added, reasons.length]).toEqual([0, 14])
    expect(secret.asked).toEqual([])
    expect(asked.toSorted()).toEqual([
      '/books/broken',
      '/books/out',
      ...Array.from({ length: 6 }, () => '/books/round'),
      '/books/up',
    ])
  })

  test('that never end, unpack to too much, break off or are not there are refused with the reason, and the others are kept', async () => {
    const bomb = gzipSync(Buffer.alloc(MAX_DOCUMENT_BYTES + 1, 'a'))
    const { origin } = await serve((request, response) => {
      if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      else if (request.url === '/cut') response.write('half', () => response.destroy())
      else if (request.url === '/flood') {
        const piece = Buffer.alloc(2 ** 20, 'a')
        const pour = () => {
          while (!response.destroyed && response.write(piece));
        }
        response.on('drain', pour)
        pour()
      } else response.end('# Good')
    })
    const base = await start(origin)
    const { refused, added } = await base.fetch(['/bomb', '/cut', '/flood', '/good.md'].map((path) => origin + path))
    expect(refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('larger than 16 MiB'),
      expect.stringContaining('could not be fetched'),
      expect.stringContaining('larger than 16 MiB'),
    ])
    expect(added).toBe(1)
  })

  test('are waited for until their deadline, and no longer than the caller waits', async () => {
    const { origin, asked } = await serve(() => {})
    const isAllowed = readAllowedAddresses([origin])
    const caller = new AbortController()
    const fetched = fetchPage(new URL(origin), { isAllowed, signal: caller.signal, timeoutMs: 60_000 })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    caller.abort(new Error('gone'))
    await expect(fetched).rejects.toThrow('gone')
    expect(await fetchPage(new URL(origin), { isAllowed, signal: new AbortController().signal, timeoutMs: 100 })).toEqual({
      reason: 'It was not there within 0.1 seconds',
    })
  })

  test('are not fetched at all where the operator allows none', async () => {
    const base = await startKnowledgeBase()
    const asked = base.client.importUrls({ collection: 'wiki', scope: 'user', urls: ['https://wiki.example/'] }, base.as(ANNA))
    await expect(asked).rejects.toMatchObject({ code: 'auth.forbidden', detail: expect.stringContaining('--knowledge-urls') })
  })
})

test.each(['wiki.example/books', 'ftp://wiki.example/', 'https://me:word@wiki.example/', 'https://wiki.example/?page=1'])(
  '%s is no address that an operator can allow',
  (text) => {
    expect(() => readAllowedAddresses([text])).toThrow(/"/)
  },
)
