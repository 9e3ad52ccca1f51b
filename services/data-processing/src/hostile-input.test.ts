import { gzipSync } from 'node:zlib'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, type Blob } from '@faultmaven/storage'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeTar, makeZip, sampleLines } from '@faultmaven/testkit'
import { createTestService, runTurn, type TestService, type Upload } from './testing/test-service.ts'

vi.setConfig({ testTimeout: 60_000 })
const services: TestService[] = []
afterEach(() => services.splice(0).forEach((service) => service.remove()))
function service(options?: Parameters<typeof createTestService>[0]): TestService {
  const made = createTestService(options)
  services.push(made)
  return made
}
/** A file that is fine, sent after each hostile one: it must be answered whatever came before. */
const GOOD: Upload = { name: 'good.log', bytes: sampleLines(400) }

async function afterHostile(upload: Upload, options?: Parameters<typeof createTestService>[0]) {
  const turn = await runTurn(service(options).client, [upload, GOOD])
  expect(turn.sources.at(-1)).toMatchObject({ name: 'good.log', state: 'ready', coverage: { lines: 400 } })
  expect(turn.findings.some((finding) => finding.citations.some((c) => c.kind === 'text' && c.sourceName === 'good.log'))).toBe(
    true,
  )
  return turn
}

describe('a hostile or broken upload gets its problem or count, and the file after it is answered', () => {
  test('an empty file is ready with no lines, and said to be empty', async () => {
    const { sources, notExamined } = await afterHostile({ name: 'empty.log', bytes: '' })
    expect(sources[0]).toMatchObject({ state: 'ready', bytes: 0, coverage: { lines: 0 } })
    expect(notExamined).toContain('empty.log is empty')
  })

  test('a binary file is refused with what to send instead', async () => {
    const { sources, notExamined } = await afterHostile({
      name: 'a.out',
      bytes: Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(3000)]),
    })
    expect(sources[0]).toMatchObject({
      state: 'refused',
      problem: { code: 'upload.unreadable', detail: expect.stringContaining('ELF') },
    })
    expect(notExamined[0]).toMatch(/^a\.out was not read: /)
  })

  test('a truncated gzip is read as far as it goes', async () => {
    const packed = gzipSync(sampleLines(5000, 7))
    const { sources } = await afterHostile({ name: 'cut.gz', bytes: packed.subarray(0, packed.length >> 1) })
    expect(sources[0]).toMatchObject({ state: 'partial', problem: { code: 'upload.unreadable' } })
    expect(sources[0]?.coverage?.lines).toBeGreaterThan(2000)
  })

  test('a zip bomb is refused and nothing of it is kept', async () => {
    const { sources, notExamined } = await afterHostile(
      { name: 'bomb.zip', bytes: makeZip([{ name: 'zeros.log', data: Buffer.alloc(8_000_000, '0') }]) },
      { limits: { ratioFreeBytes: 2 ** 20 } },
    )
    expect(sources[0]).toMatchObject({ state: 'refused', bytes: 0, problem: { code: 'upload.bomb' } })
    expect(notExamined.join('\n')).toContain('bomb.zip!/zeros.log was not read')
  })

  test('members with ../ in their names are counted as skipped', async () => {
    const { sources, notExamined } = await afterHostile({
      name: 'evil.tar',
      bytes: await makeTar([
        { name: '../../root/.ssh/authorized_keys', data: 'key' },
        { name: 'ok.log', data: 'ok\n' },
      ]),
    })
    expect(sources.map(({ name }) => name)).toEqual(['evil.tar!/ok.log', 'evil.tar', 'good.log'])
    expect(sources[1]?.skipped).toEqual([{ reason: 'name leaves the archive (..)', count: 1, unit: 'files' }])
    expect(notExamined).toContain('evil.tar: 1 file not read: name leaves the archive (..)')
  })

  test('binary members of an archive are counted, not listed', async () => {
    const { sources } = await afterHostile({ name: 'a.tar', bytes: await makeTar([{ name: 'core', data: Buffer.alloc(4096) }]) })
    expect(sources[0]).toMatchObject({ name: 'a.tar', skipped: [{ reason: 'not text', count: 1, unit: 'files' }] })
  })

  test('one line of 64 MB is one record, cut and counted', async () => {
    const { sources, caseId, counts } = await afterHostile({ name: 'wide.log', bytes: Buffer.alloc(64_000_000, 'x') })
    expect(sources[0]).toMatchObject({ state: 'ready', bytes: 64_000_000, coverage: { lines: 1 } })
    expect(sources[0]?.skipped).toMatchObject([{ unit: 'bytes' }])
    expect(counts.sources).toBe(2)
    const { client } = services[0] as TestService
    const view = await client.readLines({ caseId, sourceId: sources[0]?.id ?? '', from: 1, count: 10 }, systemContext())
    expect(view).toMatchObject({ totalLines: 1, lines: [{ line: 1, cut: true }] })
    expect(view.lines[0]?.text).toHaveLength(4096)
  })

  test.each([
    ['utf-16le', Buffer.from(`\ufeff${sampleLines(50)}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${sampleLines(50)}`, 'utf16le').swap16()],
    [
      'windows-1252',
      Buffer.from(
        '2026-10-01T03:00:00Z ERROR Verbindung fehlgeschlagen: Zeit\xfcberschreitung f\xfcr b\xe4r\n'.repeat(50),
        'latin1',
      ),
    ],
  ])('a file in %s is read in it, and its lines are found', async (encoding, bytes) => {
    const { sources, caseId } = await afterHostile({ name: 'other.log', bytes })
    expect(sources[0]).toMatchObject({ encoding, coverage: { lines: 50 } })
    const { client } = services[0] as TestService
    const { lines } = await client.readLines({ caseId, sourceId: sources[0]?.id ?? '', from: 2, count: 1 }, systemContext())
    expect(lines[0]?.text).toMatch(encoding === 'windows-1252' ? /Zeitüberschreitung für bär$/ : /^2026-10-01T03:00:00.250Z/)
  })
})

test('an archive of 10 000 files is read whole, its frames share blobs, and every line is found again', async () => {
  const members = Array.from({ length: 10_000 }, (_, index) => ({ name: `pods/${index}.log`, data: sampleLines(3, index) }))
  const { client, blob } = service()
  const { sources, counts, caseId } = await runTurn(client, [{ name: 'many.tar.gz', bytes: gzipSync(await makeTar(members)) }])
  expect(counts.sources).toBe(10_000)
  expect(sources.every(({ state }) => state === 'ready')).toBe(true)
  expect((await blob.list('')).length).toBeLessThan(1000)
  const last = sources.find(({ name }) => name === 'many.tar.gz!/pods/9999.log')
  const { lines } = await client.readLines({ caseId, sourceId: last?.id ?? '', from: 1, count: 5 }, systemContext())
  expect(lines.map(({ text }) => text).join('\n')).toBe(sampleLines(3, 9999).trimEnd())
}, 180_000)

describe('a full disk', () => {
  /** Answers as a full disk does once `room` bytes were written; what was written stays. */
  function fullAfter(room: number, folder: string): Blob {
    const blob = createDirectoryBlob(folder)
    let left = room
    return {
      ...blob,
      async create(name) {
        const writer = await blob.create(name)
        return {
          ...writer,
          async write(chunk) {
            left -= chunk.length
            if (left >= 0) return writer.write(chunk)
            await writer.abort()
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
          },
        }
      },
    }
  }

  test('refuses the file that does not fit, answers the others, and leaves nothing half-written', async () => {
    const { folder } = service()
    const { client, blob } = service({ folder, blob: fullAfter(3_500_000, folder) })
    const large = { name: 'large.log', bytes: sampleLines(60_000) }
    const { sources, notExamined, findings } = await runTurn(client, [
      GOOD,
      large,
      { name: 'small.log', bytes: sampleLines(500, 9) },
    ])
    expect(sources.map(({ name, state }) => [name, state])).toEqual([
      ['good.log', 'ready'],
      ['large.log', 'refused'],
      ['small.log', 'refused'],
    ])
    expect(sources[1]?.problem?.code).toBe('storage.full')
    expect(notExamined.join('\n')).toContain('large.log was not read: The disk of the server is full')
    expect(findings.length).toBeGreaterThan(0)
    expect(await blob.list('')).toHaveLength(1)
  })

  test('in the midst of an archive loses the members of the torn blob only', async () => {
    const { folder } = service()
    const { client } = service({ folder, blob: fullAfter(12_000_000, folder) })
    const members = Array.from({ length: 60 }, (_, index) => ({ name: `${index}.log`, data: sampleLines(4000, index) }))
    const { sources } = await runTurn(client, [{ name: 'a.tar', bytes: await makeTar(members) }])
    expect(sources.filter(({ state }) => state === 'ready').length).toBeGreaterThanOrEqual(16)
    expect(sources.filter(({ problem }) => problem?.code === 'storage.full').length).toBeGreaterThan(10)
    expect(sources).toHaveLength(60)
  })
})
