import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { ExploredRecord, ExploreFilter } from '@faultmaven/contracts'
import { systemContext } from '@faultmaven/rpc'
import { createSeededRandom, sampleLines } from '@faultmaven/testkit'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createTestService, newTurn, runTurn, type TestService, type Upload } from '../testing/test-service.ts'

vi.setConfig({ testTimeout: 180_000 })
const context = systemContext()
const services: TestService[] = []
afterEach(() => {
  for (const { remove } of services.splice(0)) remove()
})

function service(): TestService {
  const made = createTestService()
  services.push(made)
  return made
}
async function upload(...files: readonly Upload[]) {
  const { client, folder } = service()
  return { client, folder, ...(await runTurn(client, files)) }
}
type Uploaded = Pick<Awaited<ReturnType<typeof upload>>, 'client' | 'caseId'>

async function ask({ client, caseId }: Uploaded, filter: ExploreFilter = {}, order: 'time' | 'file' = 'time') {
  const found: ExploredRecord[] = []
  const asked = { caseId, filter, order, direction: 'forward', limit: 1000, count: true } as const
  for await (const event of client.exploreLines(asked, context)) {
    if (event.type === 'lines') found.push(...event.lines)
    if (event.type === 'end') return { found, ...event }
  }
  throw new Error('Exploring must end with its end')
}

test('over several chunks and frames, every filter gives what a naive scan gives', async () => {
  const bytes = sampleLines(150_000, 4)
  const all = bytes.trimEnd().split('\n')
  const made = await upload({ name: 'long.log', bytes })
  const expectLines = async (filter: ExploreFilter, isChosen: (line: string) => boolean) => {
    const chosen = all.flatMap((line, index) => (isChosen(line) ? [index + 1] : []))
    const { found, matches, recordsSearched } = await ask(made, filter)
    expect({ matches, recordsSearched }).toEqual({ matches: chosen.length, recordsSearched: all.length })
    expect(found.map(({ line }) => line)).toEqual(chosen.slice(0, 1000))
  }
  await expectLines({}, () => true)
  await expectLines({ severities: ['error'] }, (line) => line.includes(' ERROR '))
  await expectLines(
    { from: '2026-10-01T05:00:00Z', to: '2026-10-01T05:00:20.5Z' },
    (line) => line.slice(0, 24) >= '2026-10-01T05:00:00.000Z' && line.slice(0, 24) <= '2026-10-01T05:00:20.500Z',
  )
  await expectLines({ text: { literal: 'items/77' } }, (line) => line.includes('items/77'))
  await expectLines({ text: { literal: 'CONNECTION REFUSED (ATTEMPT 7', ignoreCase: true } }, (line) =>
    line.includes('Connection refused (attempt 7'),
  )
  await expectLines({ pattern: 'attempt 9\\d\\)$' }, (line) => /attempt 9\d\)$/.test(line))
  await expectLines({ pattern: '/[0-9]{6} .* [1-9] ms' }, (line) => /\/[0-9]{6} .* [1-9] ms/.test(line))
  await expectLines({ severities: ['info'], text: { literal: 'e' }, pattern: 'in 7 ms' }, (line) => line.includes('in 7 ms'))
})

test('a text is looked for as the line writes it, where the template reads it otherwise', async () => {
  const rows = Array.from({ length: 3000 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 9, 1, 3) + index * 1000).toISOString()
    return JSON.stringify({ time, level: 'info', msg: `user ${index} said "stop" <b>` }).replaceAll('<', '\\u003c')
  })
  const made = await upload({ name: 'escaped.jsonl', bytes: rows.join('\n') })
  const count = async (filter: ExploreFilter) => (await ask(made, filter)).matches
  expect(await count({ text: { literal: 'said' } })).toBe(3000)
  expect(await count({ text: { literal: '"stop"' } })).toBe(0)
  expect(await count({ text: { literal: '\\"stop\\"' } })).toBe(3000)
  expect(await count({ text: { literal: '<b>' } })).toBe(0)
  expect(await count({ pattern: 'said "stop' })).toBe(0)
  expect(await count({ pattern: 'said .{2}stop' })).toBe(3000)
})

test('a text is found where a byte that is no UTF-8 is shown as a character of it', async () => {
  const line = (index: number) => Buffer.from(`2026-10-01T03:00:00Z INFO caf? closed for user ${index} at gate\n`)
  const broken = Array.from({ length: 3000 }, (_, index) =>
    line(index).map((byte) => (byte === 0x3f && index % 2 === 0 ? 0xff : byte)),
  )
  const made = await upload({ name: 'broken.log', bytes: Buffer.concat([Buffer.from('überall\n'), ...broken]) })
  for (const filter of [{ text: { literal: 'caf\u00ff' } }, { pattern: 'caf\u00ff' }])
    expect((await ask(made, filter)).matches).toBe(1500)
})

describe('hostile sources', () => {
  test('ten million lines of one byte are counted, searched and jumped into', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x\n')
    const { client } = service()
    const turn = newTurn()
    await client.openTurn(turn, context)
    function* pieces() {
      for (let left = 20_000_000; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
    }
    const { sources } = await client.addSource(
      { ...turn, ordinal: 0, name: 'x.log' },
      Readable.from(pieces(), { objectMode: false }),
      context,
    )
    await client.closeTurn(turn, context)
    const made = { client, caseId: turn.caseId }
    expect(await ask(made, { text: { literal: 'x' } })).toMatchObject({ matches: 10_000_000, recordsSearched: 10_000_000 })
    expect((await ask(made, { text: { literal: 'xx' } })).matches).toBe(0)
    const { totalLines, lines } = await client.exploreContext(
      { caseId: turn.caseId, sourceId: sources[0]!.id, line: 9_999_999, before: 1, after: 10 },
      context,
    )
    expect(totalLines).toBe(10_000_000)
    expect(lines.map(({ line, recordLine }) => [line, recordLine])).toEqual(
      [9_999_998, 9_999_999, 10_000_000].map((line) => [line, line]),
    )
  })

  test('a line of 64 MB is one record that its end is found in', async () => {
    const wide = Buffer.alloc(64_000_000, 'y')
    wide.write('the needle', 63_999_000)
    const made = await upload({ name: 'wide.log', bytes: wide })
    const { found, matches } = await ask(made, { text: { literal: 'the needle' } })
    expect(matches).toBe(1)
    expect(found[0]).toMatchObject({ line: 1, cut: true })
    // A pattern sees the first 64 KiB of a line.
    expect((await ask(made, { pattern: 'the .eedle' })).matches).toBe(0)
    expect((await ask(made, { pattern: 'y{10}' })).matches).toBe(1)
  })

  test('times out of order over decades are put in order', async () => {
    const random = createSeededRandom(6)
    const bytes = Array.from(
      { length: 70_000 },
      () => `${new Date(9.5e11 + Math.floor(random() * 8e11)).toISOString()} INFO at some time\n`,
    ).join('')
    const made = await upload({ name: 'shuffled.log', bytes })
    const { found, matches } = await ask(made)
    expect(matches).toBe(70_000)
    const expected = bytes
      .split('\n')
      .slice(0, -1)
      .map((line) => line.slice(0, 24))
      .sort()
    expect(found.map(({ time }) => time?.replace(/000Z$/, 'Z'))).toEqual(expected.slice(0, 1000))
  })

  test('twenty thousand templates are told apart and filtered by', async () => {
    const random = createSeededRandom(8)
    const word = () => Array.from({ length: 9 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')
    const bytes = Array.from({ length: 22_000 }, () => `${word()} ${word()} ${word()}\n`).join('')
    const made = await upload({ name: 'words.log', bytes })
    const { total, templates } = await made.client.exploreTemplates({ caseId: made.caseId, offset: 0, limit: 1000 }, context)
    expect(total).toBeGreaterThan(1000)
    const { templateId, count } = templates.at(-1)!
    expect((await ask(made, { templateIds: [templateId] })).matches).toBe(count)
  })

  test('what is no text in a text is searched as it stands', async () => {
    const bytes = Buffer.concat([Buffer.from(sampleLines(400)), randomBytes(100_000), Buffer.from(`\n${sampleLines(10, 3)}`)])
    const made = await upload({ name: 'torn.log', bytes })
    const { matches, recordsSearched, records } = await ask(made, { text: { literal: 'GET /items' } })
    expect(recordsSearched).toBe(records)
    expect(matches).toBe([...`${sampleLines(400)}${sampleLines(10, 3)}`.matchAll(/GET \/items/g)].length)
    expect((await ask(made, { pattern: 'GET /it.ms' })).matches).toBe(matches)
  })

  test('a pattern of many states ends soon after its caller has gone', async () => {
    const made = await upload({ name: 'ab.log', bytes: `${'ab'.repeat(30_000)}\n`.repeat(1000) })
    const abort = new AbortController()
    const events = made.client.exploreLines(
      {
        caseId: made.caseId,
        filter: { pattern: '(a|b)*a(a|b){40}c' },
        order: 'time',
        direction: 'forward',
        limit: 10,
        count: true,
      },
      { ...context, signal: abort.signal },
    )
    setTimeout(() => abort.abort(), 5)
    await expect(
      (async () => {
        for await (const _ of events);
      })(),
    ).rejects.toMatchObject({ code: 'request.cancelled' })
  })
})

test('an upload that is sent again leaves one index, and deletion leaves none', async () => {
  const { client, blob } = service()
  const turn = newTurn()
  await client.openTurn(turn, context)
  const file = { name: 'app.log', bytes: sampleLines(70_000) }
  await client.addSource({ ...turn, ordinal: 0, name: file.name }, Readable.from([Buffer.from(file.bytes)]), context)
  const blobs = await blob.list('')
  expect(blobs.filter((name) => name.endsWith('-index'))).toHaveLength(1)
  await runTurn(client, [file], turn)
  expect(await blob.list('')).toEqual(blobs)
  expect((await ask({ client, caseId: turn.caseId }, { severities: ['error'] })).matches).toBeGreaterThan(1000)
  await client.deleteCase({ caseId: turn.caseId }, context)
  expect(await blob.list('')).toEqual([])
  await expect(ask({ client, caseId: turn.caseId })).rejects.toMatchObject({ code: 'case.not_found' })
})

test('a changed byte of an index or of a frame is told, never searched', async () => {
  const { client, folder, caseId, sources } = await upload({ name: 'app.log', bytes: sampleLines(70_000) })
  const change = (name: string, at: number) => {
    const file = path.join(folder, name)
    const bytes = readFileSync(file)
    bytes[at]! ^= 1
    writeFileSync(file, bytes)
  }
  const frames = `${caseId}/${sources[0]!.id}`
  const filter = { from: '2026-10-01T03:00:01Z', severities: ['error' as const], text: { literal: 'refused' } }
  const text = { literal: 'nowhere' }
  const damaged = { code: 'storage.damaged' }
  expect((await ask({ client, caseId }, { text })).matches).toBe(0)
  change(`${frames}-index`, 5000)
  await expect(ask({ client, caseId }, filter)).rejects.toMatchObject(damaged)
  change(`${frames}-index`, 5000)
  change(frames, 2_000_000)
  await expect(ask({ client, caseId }, { text })).rejects.toMatchObject(damaged)
  await expect(ask({ client, caseId }, { pattern: '[n]owhere' })).rejects.toMatchObject(damaged)
})
