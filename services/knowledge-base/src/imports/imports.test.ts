import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { makePdf, makeTar, makeZip } from '@faultmaven/testkit'
import { describe, expect, it } from 'vitest'
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
    async send(archive: Buffer, by = ANNA, scope: 'user' | 'team' = 'user') {
      const team = scope === 'team' ? { teamId: 'payments' } : {}
      const report = await base.client.importArchive(
        { collection: 'books', scope, ...team },
        Readable.from([archive]),
        base.as(by),
      )
      await base.idle()
      return report
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
  ])('that is %s ends in a reason, and keeps nothing of it', async (_, archive, reason) => {
    const base = await startWith()
    const { refused, added } = await base.send(archive)
    expect(added).toBe(0)
    expect(refused.map((file) => file.reason).join()).toMatch(reason)
    expect(base.errors).toEqual([])
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
    const report = await base.client.importFolder({ collection: 'tree', scope: 'user', path: asked }, base.as(ANNA))
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
