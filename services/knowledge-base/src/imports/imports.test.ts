import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { KnowledgeImport } from '@faultmaven/contracts'
import { makePdf, makeTar, makeZip } from '@faultmaven/testkit'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { createDirectoryBlob, createMemoryKv, type Kv } from '@faultmaven/storage'
import { describe, expect, it, vi } from 'vitest'
import { ANNA, BERT, CARA, startKnowledgeBase } from '../testing/start-knowledge-base.ts'

const DISK = '# Disk full\n\nDelete what was rotated.\n'
const docx = makeZip([
  {
    name: 'word/document.xml',
    data: Buffer.from('<w:document><w:p><w:r><w:t>Zebra broker restarts.</w:t></w:r></w:p></w:document>'),
  },
])

async function startWith(importRoot?: string) {
  const base = await startKnowledgeBase(importRoot === undefined ? {} : { importRoot })
  return {
    ...base,
    async send(archive: Buffer, by = ANNA, scope: 'user' | 'team' = 'user', vanished: 'keep' | 'remove' = 'keep') {
      const team = scope === 'team' ? { teamId: 'payments' } : {}
      const request = { collection: 'books', scope, vanished, ...team }
      return base.ended(base.client.importArchive(request, Readable.from([archive]), base.as(by)), by)
    },
    async versions(by = ANNA) {
      const { documents } = await base.client.listDocuments({}, base.as(by))
      return documents.map(({ name, version }) => `${name}@${version}`).sort()
    },
  }
}

describe('an archive', () => {
  it('becomes documents by their paths: the same one again changes nothing, another one what differs', async () => {
    const base = await startWith()
    const pack = async (disk: string) =>
      gzipSync(
        await makeTar([
          { name: 'a/disk.md', data: disk },
          { name: 'b.docx', data: docx },
          { name: 'main.go', data: 'package main' },
        ]),
      )
    expect(await base.send(await pack(DISK))).toMatchObject({
      added: 2,
      changed: 0,
      passedOver: [{ reason: 'no document', files: 1 }],
      refused: [],
    })
    expect((await base.search('zebra broker'))[0]?.name).toBe('b.docx')
    expect(await base.send(await pack(DISK))).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect(await base.send(await pack(`${DISK}\nThen wait.\n`))).toMatchObject({ added: 0, changed: 1, unchanged: 1 })
    expect(await base.versions()).toEqual(['a/disk.md@2', 'b.docx@1'])
  })

  it('takes alerting rules of settings and leaves other settings', async () => {
    const base = await startWith()
    const rules = 'groups:\n  - rules:\n      - alert: DiskFull\n        expr: disk_free < 1\n'
    const report = await base.send(
      makeZip([
        { name: 'rules.yaml', data: Buffer.from(rules) },
        { name: 'deployment.yaml', data: Buffer.from('kind: Deployment\n') },
        { name: 'guide.pdf', data: makePdf([[{ text: 'Drain the node.' }]]) },
      ]),
    )
    expect(report).toMatchObject({ added: 2, passedOver: [{ reason: 'no document', files: 1 }] })
    expect(await base.versions()).toEqual(['guide.pdf@1', 'rules.yaml@1'])
  })

  it('belongs to whom it was sent for: the same collection of another is another', async () => {
    const base = await startWith()
    const archive = await makeTar([{ name: 'disk.md', data: DISK }])
    await base.send(archive)
    await base.send(archive, CARA)
    expect(await base.versions(BERT)).toEqual([])
    await base.send(archive, ANNA, 'team')
    expect(await base.send(archive, BERT, 'team')).toMatchObject({ added: 0, unchanged: 1 })
    await expect(base.send(archive, CARA, 'team')).rejects.toMatchObject({ code: 'auth.forbidden' })
  })

  it.each([
    ['no archive', Buffer.from('# Disk'), /no zip or tar/],
    ['a bomb', makeZip([{ name: 'a.md', data: Buffer.alloc(80 * 2 ** 20, 'a') }]), /larger than 16 MiB|times what it holds/],
    ['a cut archive', makeZip([{ name: 'a.md', data: Buffer.from(DISK) }]).subarray(0, 50), /cut|middle|damaged/],
    [
      'packed again and again',
      Array.from({ length: 7 }).reduce<Buffer>((packed) => gzipSync(packed), Buffer.from(DISK)),
      /no zip or tar|nested too deeply/,
    ],
    ['a bomb in one compression', gzipSync(Buffer.alloc(200 * 2 ** 20)), /no zip or tar|times|unpacks/],
    ['compressed and cut', gzipSync(Buffer.alloc(2 ** 20, 'ab')).subarray(0, 400), /no zip or tar|cut|damaged|middle/],
  ])('that is %s ends in a reason, and keeps nothing of it', async (_, archive, reason) => {
    const base = await startWith()
    const { refused, added, progress } = await base.send(archive)
    expect(progress).toEqual({ state: 'done' })
    expect(added).toBe(0)
    expect(refused.map((file) => file.reason).join()).toMatch(reason)
    expect(base.errors).toEqual([])
  })

  it('with a path longer than names may be is refused that file', async () => {
    const base = await startWith()
    const name = `${'d/'.repeat(503)}a.md`
    const report = await base.send(
      await makeTar([
        { name, data: DISK },
        { name: 'b.md', data: DISK },
      ]),
    )
    expect(report).toMatchObject({ added: 1, refused: [{ reason: 'Its path is longer than 1000 characters' }] })
  })

  it('never takes a path out of itself', async () => {
    const base = await startWith()
    const report = await base.send(
      await makeTar([
        { name: '../../etc/a.md', data: DISK },
        { name: 'l.md', type: 'symlink', linkname: '/etc/passwd' },
      ]),
    )
    expect(report).toMatchObject({ added: 0 })
    expect(report.passedOver.map(({ reason }) => reason).sort()).toEqual(['link', 'name leaves the archive (..)'])
  })
})

describe('a folder', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'kb-root-'))
  const outside = mkdtempSync(path.join(tmpdir(), 'kb-outside-'))
  mkdirSync(path.join(root, 'runbooks', '.git'), { recursive: true })
  writeFileSync(path.join(root, 'runbooks', 'disk.md'), DISK)
  writeFileSync(path.join(root, 'runbooks', '.git', 'notes.md'), DISK)
  writeFileSync(path.join(outside, 'secret.md'), DISK)
  symlinkSync(outside, path.join(root, 'runbooks', 'out'))
  symlinkSync(path.join(root, 'runbooks'), path.join(root, 'runbooks', 'round'))
  symlinkSync(path.join(outside, 'secret.md'), path.join(root, 'runbooks', 'secret.md'))

  const importFolder = async (asked: string, importRoot?: string) => {
    const base = await startWith(importRoot)
    const report = await base.ended(base.client.importFolder({ collection: 'tree', scope: 'user', path: asked }, base.as(ANNA)))
    return { report, versions: await base.versions() }
  }

  it('gives its documents; what git keeps and what links lead to is passed over', async () => {
    const { report, versions } = await importFolder('runbooks', root)
    expect(versions).toEqual(['disk.md@1'])
    expect(report).toMatchObject({ added: 1, refusedCount: 0 })
    expect(report.passedOver).toEqual([
      { reason: 'in .git', files: 1, names: ['.git'] },
      { reason: 'link', files: 3, names: ['out', 'round', 'secret.md'] },
    ])
  })

  it.each(['..', '../..', '/etc', outside, 'runbooks/out', 'nowhere'])(
    'is refused at %s, in words that tell nothing of it',
    async (asked) => {
      await expect(importFolder(asked, root)).rejects.toMatchObject({
        code: 'auth.forbidden',
        detail: 'There is no such folder within the one that may be imported; the path is relative to that of --knowledge-folder',
      })
    },
  )

  it('is refused where the operator allows none', async () => {
    await expect(importFolder('runbooks')).rejects.toMatchObject({ detail: expect.stringContaining('--knowledge-folder') })
  })
})

describe('the record of an import', () => {
  const isDone = ({ progress }: KnowledgeImport) => progress.state === 'done'
  const tree = (files: Readonly<Record<string, string>>) => {
    const root = mkdtempSync(path.join(tmpdir(), 'kb-tree-'))
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text)
    return root
  }
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.md`, `# N${at}\n\nText.\n`]))
  const request = { collection: 'tree', scope: 'user', path: '' } as const

  it('tells how far it is, and stays after a restart', async () => {
    const importRoot = tree({ 'a.md': DISK, 'b.png': 'x' })
    const base = await startKnowledgeBase({ importRoot })
    const ended = await base.ended(base.client.importFolder(request, base.as(ANNA)))
    expect(ended).toMatchObject({
      owner: 'anna',
      source: { kind: 'folder', path: '' },
      progress: { state: 'done' },
      total: 2,
      added: 1,
    })
    await base.close()
    const again = await startKnowledgeBase({ kv: base.kv, folder: base.folder, importRoot })
    expect(await again.client.getImport({ importId: ended.importId }, again.as(ANNA))).toEqual(ended)
  })

  it('is seen by whoever asked, the team that it is for, and nobody else', async () => {
    const base = await startWith()
    const archive = await makeTar([{ name: 'disk.md', data: DISK }])
    const own = await base.send(archive)
    const shared = await base.send(archive, ANNA, 'team')
    const seen = async (by: Principal) =>
      (await base.client.listImports({}, base.as(by))).imports.map(({ importId }) => importId).sort()
    expect(await seen(ANNA)).toEqual([own.importId, shared.importId].sort())
    expect(await seen(BERT)).toEqual([shared.importId])
    expect(await seen(CARA)).toEqual([])
    for (const ask of ['getImport', 'stopImport', 'removeCollection'] as const) {
      await expect(base.client[ask]({ importId: own.importId }, base.as(BERT))).rejects.toMatchObject({
        code: 'import.not_found',
      })
    }
  })

  it('asked for again while it runs is the same one; another one of the collection is a conflict', async () => {
    const importRoot = tree(many(200))
    mkdirSync(path.join(importRoot, 'other'))
    const base = await startKnowledgeBase({ importRoot })
    const [first, second, third] = await Promise.allSettled([
      base.client.importFolder(request, base.as(ANNA)),
      base.client.importFolder(request, base.as(ANNA)),
      base.client.importFolder({ ...request, path: 'other' }, base.as(ANNA)),
    ])
    expect(first).toMatchObject({ status: 'fulfilled', value: { progress: { state: 'running' } } })
    expect(second).toMatchObject({ status: 'fulfilled' })
    expect(third).toMatchObject({ status: 'rejected', reason: { code: 'import.running' } })
    await base.idle()
    const { imports } = await base.client.listImports({}, base.as(ANNA))
    expect(imports).toMatchObject([{ added: 200, progress: { state: 'done' } }])
  })

  it('goes on where the end of the server cut it, counts each file once, and takes no file twice', async () => {
    const importRoot = tree(many(900))
    const kv = createMemoryKv()
    const folder = mkdtempSync(path.join(tmpdir(), 'kb-'))
    const archive = await makeTar(Object.entries(many(900)).map(([name, data]) => ({ name, data })))
    let starts = 0
    for (; ; starts++) {
      const base = await startKnowledgeBase({ kv, folder, importRoot })
      if (starts === 0) {
        await base.client.importFolder(request, base.as(ANNA))
        await base.client.importArchive({ collection: 'packed', scope: 'user' }, Readable.from([archive]), base.as(ANNA))
      }
      const look = async () => (await base.client.listImports({}, base.as(ANNA))).imports
      const before = await look()
      expect(before).toHaveLength(2)
      if (before.every(isDone)) {
        await base.close()
        break
      }
      await vi.waitUntil(async () => !isDeepStrictEqual(await look(), before), { interval: 1 })
      await base.close()
    }
    expect(starts).toBeGreaterThan(1)
    const base = await startKnowledgeBase({ kv, folder, importRoot })
    await base.idle()
    const { imports } = await base.client.listImports({}, base.as(ANNA))
    for (const one of imports) expect(one).toMatchObject({ added: 900, changed: 0, unchanged: 0, refused: [], passedOver: [] })
    const { searchable } = await base.client.getIngestion({}, base.as(ANNA))
    expect(searchable).toBe(1800)
    expect(await createDirectoryBlob(folder).list('imports/')).toEqual([])
  })

  it('counts what is no longer there, and removes it only where that was asked for', async () => {
    const base = await startWith()
    const both = await makeTar([
      { name: 'disk.md', data: DISK },
      { name: 'pool.md', data: '# Pool\n\nLower it.\n' },
    ])
    const one = await makeTar([{ name: 'pool.md', data: '# Pool\n\nLower it.\n' }])
    await base.send(both)
    expect(await base.send(one)).toMatchObject({ unchanged: 1, gone: 1, removed: 0 })
    expect(await base.versions()).toEqual(['disk.md@1', 'pool.md@1'])
    // A cut archive says nothing of what it would have held.
    const cut = makeZip([{ name: 'pool.md', data: Buffer.from(DISK) }]).subarray(0, 50)
    expect(await base.send(cut, ANNA, 'user', 'remove')).toMatchObject({ gone: 0, removed: 0, refusedCount: 2 })
    const strange = await makeTar([
      { name: 'pool.md', data: '# Pool\n\nLower it.\n' },
      { name: '../disk.md', data: DISK },
    ])
    expect(await base.send(strange, ANNA, 'user', 'remove')).toMatchObject({ unchanged: 1, gone: 0, removed: 0 })
    expect(await base.send(one, ANNA, 'user', 'remove')).toMatchObject({ gone: 1, removed: 1 })
    expect(await base.versions()).toEqual(['pool.md@1'])
  })

  it('removes nothing for a folder that holds nothing: its disk may not be there', async () => {
    const importRoot = tree({ 'a.md': DISK })
    const base = await startKnowledgeBase({ importRoot })
    const remove = { ...request, vanished: 'remove' } as const
    await base.ended(base.client.importFolder(remove, base.as(ANNA)))
    rmSync(path.join(importRoot, 'a.md'))
    expect(await base.ended(base.client.importFolder(remove, base.as(ANNA)))).toMatchObject({ gone: 0, removed: 0 })
    writeFileSync(path.join(importRoot, 'b.md'), DISK)
    expect(await base.ended(base.client.importFolder(remove, base.as(ANNA)))).toMatchObject({ added: 1, gone: 1, removed: 1 })
  })

  it('is stopped on a word, and its collection removed with its documents', async () => {
    const importRoot = tree(many(600))
    const base = await startKnowledgeBase({ importRoot })
    const { importId } = await base.client.importFolder(request, base.as(ANNA))
    const stopped = await base.client.stopImport({ importId }, base.as(ANNA))
    expect(stopped.progress).toEqual({ state: 'cut-short', why: 'It was stopped; what it kept until then stays' })
    expect(stopped.added).toBeLessThan(600)
    const { added } = await base.ended(base.client.importFolder(request, base.as(ANNA)))
    expect(added + stopped.added).toBe(600)
    expect(await base.client.removeCollection({ importId }, base.as(ANNA))).toEqual({ removed: 600 })
    expect((await base.client.listDocuments({}, base.as(ANNA))).documents).toEqual([])
    await expect(base.client.getImport({ importId }, base.as(ANNA))).rejects.toMatchObject({ code: 'import.not_found' })
  })

  it('of which nothing could be written is cut short, counts nothing, and is whole when asked for again', async () => {
    const importRoot = tree(many(70))
    const kv = createMemoryKv()
    let isFull = false
    const full: Kv = {
      ...kv,
      batch(partition, operations) {
        const isRaw = operations.some((one) => 'set' in one && one.set.startsWith('knowledge/raw/'))
        if (isFull && isRaw) throw new ProblemError('storage.full', { detail: 'The disk is full' })
        return kv.batch(partition, operations)
      },
    }
    const base = await startKnowledgeBase({ kv: full, importRoot })
    isFull = true
    const ended = await base.ended(base.client.importFolder(request, base.as(ANNA)))
    expect(ended).toMatchObject({ progress: { state: 'cut-short', why: 'The disk is full' }, added: 0 })
    isFull = false
    expect(await base.ended(base.client.importFolder(request, base.as(ANNA)))).toMatchObject({ added: 70 })
  })

  /** A store whose writes of import records can be held up or made to fail. */
  const slowKv = (onImport: (state: string) => Promise<void>): Kv => {
    const kv = createMemoryKv()
    return {
      ...kv,
      async batch(partition, operations) {
        for (const one of operations) {
          if (!('set' in one) || !one.set.startsWith('knowledge/import/')) continue
          const { progress }: { progress: { state: string } } = JSON.parse(Buffer.from(one.value).toString())
          await onImport(progress.state)
        }
        await kv.batch(partition, operations)
      },
    }
  }

  it('is stopped and removed while its first record is being written', async () => {
    const base = await startKnowledgeBase({ kv: slowKv(() => setTimeout(20)), importRoot: tree(many(100)) })
    const asked = base.client.importFolder(request, base.as(ANNA))
    await vi.waitUntil(async () => (await base.client.listImports({}, base.as(ANNA))).imports.length === 1, { interval: 1 })
    const [{ importId }] = (await base.client.listImports({}, base.as(ANNA))).imports as [KnowledgeImport]
    expect(await base.client.stopImport({ importId }, base.as(ANNA))).toMatchObject({
      added: 0,
      progress: { state: 'cut-short' },
    })
    await asked
    const again = base.client.importFolder(request, base.as(ANNA))
    const stateNow = async () => (await base.client.getImport({ importId }, base.as(ANNA))).progress.state
    await vi.waitUntil(async () => (await stateNow()) === 'running', { interval: 1 })
    expect(await base.client.removeCollection({ importId }, base.as(ANNA))).toEqual({ removed: 0 })
    await again
    await base.idle()
    expect((await base.client.listDocuments({}, base.as(ANNA))).total).toBe(0)
    expect((await base.client.listImports({}, base.as(ANNA))).imports).toEqual([])
  })

  it('is asked for again only after its collection was removed whole', async () => {
    const kv = createMemoryKv()
    const slow: Kv = {
      ...kv,
      async batch(partition, operations) {
        if (operations.some((one) => 'delete' in one && one.delete.startsWith('knowledge/document/'))) await setTimeout(20)
        await kv.batch(partition, operations)
      },
    }
    const base = await startKnowledgeBase({ kv: slow, importRoot: tree(many(300)) })
    const { importId } = await base.ended(base.client.importFolder(request, base.as(ANNA)))
    const removing = base.client.removeCollection({ importId }, base.as(ANNA))
    await vi.waitUntil(async () => (await base.client.listDocuments({ limit: 1 }, base.as(ANNA))).total < 300, { interval: 1 })
    await expect(base.client.importFolder(request, base.as(ANNA))).rejects.toMatchObject({ code: 'import.running' })
    expect(await removing).toEqual({ removed: 300 })
    expect(await base.ended(base.client.importFolder(request, base.as(ANNA)))).toMatchObject({ added: 300 })
  })

  it('keeps its archive until its end is written', async () => {
    let isFull = true
    const kv = slowKv(async (state) => {
      if (isFull && state !== 'running') throw new ProblemError('storage.full')
    })
    const first = await startKnowledgeBase({ kv })
    const archive = Readable.from([await makeTar([{ name: 'disk.md', data: DISK }])])
    await first.client.importArchive({ collection: 'books', scope: 'user' }, archive, first.as(ANNA))
    await first.idle()
    await first.close()
    isFull = false
    const second = await startKnowledgeBase({ kv, folder: first.folder })
    await second.idle()
    const { imports } = await second.client.listImports({}, second.as(ANNA))
    expect(imports).toMatchObject([{ progress: { state: 'done' }, added: 1, unchanged: 0 }])
    expect(await createDirectoryBlob(first.folder).list('imports/')).toEqual([])
  })

  it('never mixes two folders under one name', async () => {
    const importRoot = tree({})
    for (const name of ['checkout', 'billing']) {
      mkdirSync(path.join(importRoot, name))
      writeFileSync(path.join(importRoot, name, `${name}.md`), DISK)
    }
    const base = await startKnowledgeBase({ importRoot })
    const ask = (from: string) => base.client.importFolder({ ...request, path: from, vanished: 'remove' }, base.as(ANNA))
    const { importId } = await base.ended(ask('checkout'))
    await expect(ask('billing')).rejects.toMatchObject({ code: 'import.other_source' })
    expect(await base.ended(ask('./checkout/'))).toMatchObject({ unchanged: 1, removed: 0 })
    await base.client.removeCollection({ importId }, base.as(ANNA))
    expect(await base.ended(ask('billing'))).toMatchObject({ added: 1 })
  })

  it('counts nothing of a document that its owner took back', async () => {
    const base = await startWith()
    await base.send(
      await makeTar([
        { name: 'disk.md', data: DISK },
        { name: 'pool.md', data: '# Pool\n' },
      ]),
      ANNA,
      'team',
    )
    const [document] = (await base.client.listDocuments({ words: 'disk' }, base.as(ANNA))).documents
    await base.client.changeDocument({ documentId: document!.documentId, sharedWith: { kind: 'user' } }, base.as(ANNA))
    const rest = await makeTar([{ name: 'pool.md', data: '# Pool\n' }])
    for (const by of [BERT, ANNA]) expect(await base.send(rest, by, 'team', 'remove')).toMatchObject({ gone: 0, removed: 0 })
  })

  it('refuses a document of the team that its owner took back, and keeps the others', async () => {
    const base = await startWith()
    await base.send(await makeTar([{ name: 'disk.md', data: DISK }]), ANNA, 'team')
    const [document] = (await base.client.listDocuments({}, base.as(ANNA))).documents
    await base.client.changeDocument({ documentId: document!.documentId, sharedWith: { kind: 'user' } }, base.as(ANNA))
    const archive = await makeTar([
      { name: 'disk.md', data: `${DISK}\nMore.\n` },
      { name: 'pool.md', data: '# Pool\n' },
    ])
    expect(await base.send(archive, BERT, 'team')).toMatchObject({ added: 1, refusedCount: 1, progress: { state: 'done' } })
    expect(await base.send(archive, ANNA, 'team')).toMatchObject({ changed: 1, unchanged: 1 })
    expect(await base.versions(BERT)).toEqual(['pool.md@1'])
  })
})
