import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { drain, inChunks, makeTar, makeZip, sampleLines } from '@faultmaven/testkit'
import { OPEN_LIMITS, type OpenLimits } from './open-limits.ts'
import { openUpload, type ArchiveReport } from './open-upload.ts'

type Opened = { readonly files: Map<string, string>; readonly faults: Map<string, unknown>; readonly archives: ArchiveReport[] }

/** Opens an upload and collects what the visitor is shown. */
async function openAll(name: string, bytes: Uint8Array, limits: Partial<OpenLimits> = {}): Promise<Opened> {
  const opened: Opened = { files: new Map(), faults: new Map(), archives: [] }
  await openUpload(
    { name, body: inChunks(bytes, 5000) },
    {
      limits: { ...OPEN_LIMITS, ...limits },
      visitor: {
        async file(file) {
          const { bytes: read, error } = await drain(file.bytes)
          opened.files.set(file.name, read.toString())
          if (error !== undefined) opened.faults.set(file.name, error)
          return undefined
        },
        async spool(stream) {
          const { bytes: held } = await drain(stream)
          return { size: held.length, read: async (start, end) => held.subarray(start, end), remove: async () => {} }
        },
        archive: async (report) => void opened.archives.push(report),
      },
    },
  )
  return opened
}
const skippedOf = ({ archives }: Opened) => Object.fromEntries(archives.flatMap(({ skipped }) => [...skipped]))

describe('openUpload() tells what an upload is by its bytes', () => {
  test('a plain file is shown as it is, whatever its name says', async () => {
    expect((await openAll('access.log.gz', Buffer.from('plain\n'))).files).toEqual(new Map([['access.log.gz', 'plain\n']]))
  })

  test('a compressed file keeps its name', async () => {
    expect((await openAll('access.txt', gzipSync('packed\n'))).files).toEqual(new Map([['access.txt', 'packed\n']]))
  })

  test('members are named behind their archive, through every layer', async () => {
    const inner = gzipSync(await makeTar([{ name: './var/log/messages', data: 'one\n' }]))
    const zip = makeZip([
      { name: 'inner.tar.gz', data: inner },
      { name: 'notes.txt', data: Buffer.from('two\n') },
    ])
    expect((await openAll('all.zip', zip)).files).toEqual(
      new Map([
        ['all.zip!/inner.tar.gz!/var/log/messages', 'one\n'],
        ['all.zip!/notes.txt', 'two\n'],
      ]),
    )
  })

  test('a .xz inside a .tar.xz opens', async () => {
    const xz = readFileSync(path.join(import.meta.dirname, 'testdata', 'sample.txt.xz'))
    const { files } = await openAll('a.tar', await makeTar([{ name: 'b.xz', data: xz }]))
    expect(files.get('a.tar!/b.xz')).toBe(sampleLines(4000))
  })

  test('long names of pax and GNU tar are read whole', async () => {
    const name = `${'deep/'.repeat(60)}file.log`
    expect([...(await openAll('a.tar', await makeTar([{ name, data: 'x' }]))).files.keys()]).toEqual([`a.tar!/${name}`])
  })

  test.each([
    ['sosreport', 'sosreport-web1-2026/sos_commands/kernel/dmesg'],
    ['must-gather', 'must-gather.local.123/quay-io-x/cluster-scoped-resources/core/nodes/n1.yaml'],
    ['kubectl cluster-info dump', 'kube-system/daemonsets.json'],
  ])('a bundle of %s is told by its members', async (layout, name) => {
    const { archives } = await openAll('bundle.tar', await makeTar([{ name, data: 'x' }]))
    expect(archives).toMatchObject([{ layout, members: 1 }])
  })
})

describe('openUpload() refuses what an archive must not do, counts it and goes on', () => {
  const good = { name: 'good.log', data: Buffer.from('good\n') }

  test.each(['../../etc/passwd', '/etc/passwd', 'C:\\windows\\win.ini', 'a/../../b', 'nul\u0007bell', 'txt\u202egol.exe'])(
    'the name %j',
    async (name) => {
      const opened = await openAll('evil.zip', makeZip([{ name, data: Buffer.from('evil') }, good]))
      expect([...opened.files.keys()]).toEqual(['evil.zip!/good.log'])
      expect(Object.values(skippedOf(opened))).toEqual([1])
    },
  )

  test('links, devices and pipes of a tar', async () => {
    const tar = await makeTar([
      { name: 'a', type: 'symlink', linkname: '/etc/shadow' },
      { name: 'b', type: 'link', linkname: 'good.log' },
      { name: 'c', type: 'character-device' },
      { name: 'd', type: 'fifo' },
      { name: 'folder', type: 'directory' },
      good,
    ])
    const opened = await openAll('evil.tar', tar)
    expect([...opened.files.keys()]).toEqual(['evil.tar!/good.log'])
    expect(skippedOf(opened)).toEqual({ link: 2, 'device or pipe': 2 })
  })

  test('links and encrypted members of a zip, and members that share bytes', async () => {
    const zip = makeZip([
      { name: 'first.log', data: Buffer.from('first\n') },
      { name: 'alias.log', data: Buffer.from('first\n'), sameBytesAs: 0 },
      { name: 'secret.log', data: Buffer.from('?'), flags: 1 },
      { name: 'link', data: Buffer.from('/etc/shadow'), mode: 0o120777 },
      good,
    ])
    const opened = await openAll('evil.zip', zip)
    expect([...opened.files.keys()]).toEqual(['evil.zip!/first.log', 'evil.zip!/good.log'])
    expect(skippedOf(opened)).toEqual({ 'shares its bytes with another member': 1, encrypted: 1, link: 1 })
  })

  test('more members than the limit', async () => {
    const tar = await makeTar(Array.from({ length: 7 }, (_, index) => ({ name: `${index}.log`, data: 'x' })))
    const opened = await openAll('many.tar', tar, { members: 5 })
    expect(opened.files.size).toBe(5)
    expect(skippedOf(opened)).toEqual({ 'too many members in one upload': 2 })
  })

  test('empty members, which are counted and never shown', async () => {
    const empty = Array.from({ length: 500 }, (_, index) => ({ name: `${index}.log`, data: Buffer.alloc(0) }))
    const opened = await openAll('empty.zip', makeZip([...empty, good]))
    expect([...opened.files.keys()]).toEqual(['empty.zip!/good.log'])
    expect(skippedOf(opened)).toEqual({ empty: 500 })
  })

  test('archives nested deeper than the limit', async () => {
    let archive: Buffer = Buffer.from('deep\n')
    for (let depth = 0; depth < 8; depth++) archive = gzipSync(await makeTar([{ name: 'x', data: archive }]))
    const { faults } = await openAll('deep.tgz', archive)
    expect([...faults.values()]).toMatchObject([{ fault: 'limit' }])
  })

  test('one member that unpacks to far more than it holds, others are read', async () => {
    const zip = makeZip([{ name: 'bomb.log', data: Buffer.alloc(4_000_000, 'a') }, good])
    const opened = await openAll('bomb.zip', zip, { ratioFreeBytes: 1_000_000, ratio: 200 })
    expect(opened.faults.get('bomb.zip!/bomb.log')).toMatchObject({ fault: 'bomb' })
  })

  test('a gzip bomb within a gzip bomb, long before it is unpacked', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(64 * 2 ** 20)))
    const { faults, files } = await openAll('bomb.gz', bomb, { ratioFreeBytes: 2 ** 20 })
    expect(faults.get('bomb.gz')).toMatchObject({ fault: 'bomb' })
    expect(files.get('bomb.gz')?.length).toBeLessThan(2 * 2 ** 20)
  })
})

describe('openUpload() keeps what a broken archive still holds', () => {
  const members = Array.from({ length: 6 }, (_, index) => ({ name: `${index}.log`, data: Buffer.from(sampleLines(300, index)) }))

  test('a cut tar.gz: whole members, the cut one in part, and what is wrong', async () => {
    const packed = gzipSync(await makeTar(members))
    const { files, faults, archives } = await openAll('cut.tgz', packed.subarray(0, packed.length >> 1))
    expect(files.get('cut.tgz!/0.log')).toBe(sampleLines(300, 0))
    expect([...faults.values()]).toMatchObject([{ fault: 'truncated' }])
    expect(archives).toMatchObject([{ fault: { fault: 'truncated' } }])
  })

  test('a cut zip, which has lost its directory', async () => {
    const zip = makeZip(members)
    const { files, archives } = await openAll('cut.zip', zip.subarray(0, zip.length >> 1))
    expect(files.get('cut.zip!/0.log')).toBe(sampleLines(300, 0))
    expect(archives).toMatchObject([{ fault: { fault: 'truncated' } }])
  })

  test('a tar with a damaged header: the members behind it', async () => {
    const tar = await makeTar(members)
    tar[0] = (tar[0] ?? 0) ^ 0xff
    const { files, archives } = await openAll('a.tar', tar)
    expect([...files.keys()]).toEqual([1, 2, 3, 4, 5].map((index) => `a.tar!/${index}.log`))
    expect(archives).toMatchObject([{ fault: { fault: 'corrupt' } }])
  })

  test('a zip member that does not match its checksum fails alone', async () => {
    const zip = makeZip(members)
    const at = zip.indexOf('1.log') + 40
    zip[at] = (zip[at] ?? 0) ^ 0x10
    const { faults, files } = await openAll('a.zip', zip)
    expect([...faults.keys()]).toEqual(['a.zip!/1.log'])
    expect(files.get('a.zip!/5.log')).toBe(sampleLines(300, 5))
  })
})
