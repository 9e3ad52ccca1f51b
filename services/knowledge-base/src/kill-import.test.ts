import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKnowledgeBase } from './create-knowledge-base.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-kb-import-'))
const importRoot = path.join(folder, 'tree')
const FILES = 3000
beforeAll(() => {
  mkdirSync(importRoot)
  for (let at = 0; at < FILES; at++) {
    writeFileSync(path.join(importRoot, `${at}.md`), `# Topic n${at}\n\nFirst.\n\n## More\n\nSecond of n${at}.\n`)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts or goes on with the import and kills it with SIGKILL when so many more documents were kept. @returns how many were */
async function importAndKill(data: string, kept: number, more: number): Promise<number> {
  const script = path.join(import.meta.dirname, '..', 'testdata', 'import-until-killed.ts')
  const loader = createRequire(import.meta.url).resolve('tsx')
  const child = spawn(process.execPath, ['--import', loader, script, data, importRoot], { stdio: ['ignore', 'pipe', 'inherit'] })
  let now = kept
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    now = Number(text.trim().split('\n').at(-1))
    if (now >= kept + more) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
  expect(signal).toBe('SIGKILL')
  return now
}

test('an import that was killed three times is whole: each file counted once, each document there once', async () => {
  const data = path.join(folder, 'data')
  let kept = 0
  for (const more of [1, 400, 700]) {
    const now = await importAndKill(data, kept, more)
    expect(now).toBeGreaterThan(kept)
    expect(now).toBeLessThan(FILES)
    kept = now
  }
  const kv = createSqliteKv(path.join(data, 'state.db'))
  const blob = createDirectoryBlob(path.join(data, 'index'))
  await blob.recover()
  const base = createKnowledgeBase({ kv, blob, importRoot })
  await base.recover()
  await base.idle()
  const context = systemContext()
  const { imports } = await base.handlers.listImports({}, context)
  expect(imports).toMatchObject([
    { progress: { state: 'done' }, total: FILES, added: FILES, changed: 0, unchanged: 0, refusedCount: 0 },
  ])
  const { total, counts } = await base.handlers.listDocuments({ limit: 1 }, context)
  expect({ total, searchable: counts.searchable }).toEqual({ total: FILES, searchable: FILES })
  for (const number of [0, kept - 1, kept, FILES - 1]) {
    const { hits } = await base.handlers.search({ question: `topic n${number}`, limit: 50 }, context)
    expect(hits.filter(({ name }) => name === `${number}.md`)).toHaveLength(1)
  }
  await base.close()
  await kv.close()
}, 90_000)
