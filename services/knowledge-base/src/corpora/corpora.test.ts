import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CORPORA, type Corpus } from './corpus.ts'
import { type CorpusDocument, importCorpus } from './import-corpus.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-corpora-'))
const corpus: Corpus = {
  id: 'made',
  name: 'Made runbooks',
  licence: 'CC0-1.0',
  attribution: 'nobody',
  url: `file://${folder}/origin`,
  folder: 'docs/runbooks',
}
const FILES = { protocols: 'file' }
beforeAll(() => {
  const origin = path.join(folder, 'origin')
  mkdirSync(path.join(origin, 'docs/runbooks/disk'), { recursive: true })
  writeFileSync(path.join(origin, 'docs/runbooks/disk/full.md'), '# Disk full\n')
  writeFileSync(path.join(origin, 'docs/runbooks/logo.png'), Buffer.alloc(300_000, 7))
  writeFileSync(path.join(origin, 'docs/other.md'), '# Not asked for\n')
  symlinkSync('/etc/passwd', path.join(origin, 'docs/runbooks/passwd.md'))
  const git = (...args: string[]) => execFileSync('git', ['-C', origin, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '-m', 'made')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function take(change: Partial<Corpus> = {}, limits: Parameters<typeof importCorpus>[2] = FILES) {
  const documents: CorpusDocument[] = []
  const count = await importCorpus({ ...corpus, ...change }, async (document) => documents.push(document), limits)
  return {
    count,
    documents: documents.map(({ documentId, name, bytes }) => ({ documentId, name, text: Buffer.from(bytes).toString() })),
  }
}

test('the manifest names licence, attribution and an https repository for each corpus, once', () => {
  expect(new Set(CORPORA.map(({ id }) => id)).size).toBe(CORPORA.length)
  for (const { licence, attribution, url, folder } of CORPORA) {
    expect(licence).toMatch(/^(Apache-2\.0|MIT|CC-BY-4\.0)$/)
    expect(attribution).not.toBe('')
    expect(new URL(url).protocol).toBe('https:')
    expect(folder).toMatch(/^[A-Za-z]+(\/[a-zA-Z]+)*$/)
  }
})

test('a corpus is fetched: its folder alone, no link of the machine, the same ids each time, nothing left behind', async () => {
  const before = readdirSync(os.tmpdir()).filter((name) => name.startsWith('faultmaven-corpus-'))
  const { count, documents } = await take()
  expect(documents.filter(({ name }) => name === 'made/disk/full.md')).toMatchObject([{ text: '# Disk full\n' }])
  expect(documents.map(({ name }) => name)).not.toContain('made/other.md')
  for (const { text } of documents) expect(text).not.toContain('root:')
  expect(count).toBe(documents.length)
  expect(await take()).toEqual({ count, documents })
  expect(readdirSync(os.tmpdir()).filter((name) => name.startsWith('faultmaven-corpus-'))).toEqual(before)
})

test('says why it could not be fetched: the protocol, the size, the time, the folder', async () => {
  await expect(take({}, {})).rejects.toThrow(/transport 'file' not allowed/)
  await expect(take({}, { ...FILES, maxBytes: 50_000 })).rejects.toThrow('larger than 50000 bytes')
  await expect(take({}, { ...FILES, timeoutMs: 1 })).rejects.toThrow('did not arrive in time')
  await expect(take({ folder: 'moved' })).rejects.toThrow()
})
