import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { systemContext } from '@faultmaven/rpc'
import { createDirectoryBlob, createSqliteKv } from '@faultmaven/storage'
import { afterAll, expect, test } from 'vitest'
import { createKnowledgeBase } from './create-knowledge-base.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-kb-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts a writer and kills it with SIGKILL as soon as it has said `count` numbers. @returns how many it said */
async function addAndKill(data: string, count: number): Promise<number> {
  const script = path.join(import.meta.dirname, '..', 'testdata', 'ingest-until-killed.ts')
  const loader = createRequire(import.meta.url).resolve('tsx')
  const child = spawn(process.execPath, ['--import', loader, script, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
  expect(signal).toBe('SIGKILL')
  return said.split('\n').length - 1
}

/** `FAULTMAVEN_KILLS=20` kills at so many random points instead, which takes some minutes. */
const KILLS = Number(process.env['FAULTMAVEN_KILLS'] ?? 0)
const POINTS = KILLS > 0 ? Array.from({ length: KILLS }, () => 1 + Math.floor(Math.random() * 900)) : [1, 64, 250, 611]

test.each(POINTS)(
  'after kill -9 no document is lost and none is there twice (killed after %i)',
  async (count) => {
    const data = mkdtempSync(path.join(folder, 'killed-'))
    const kept = await addAndKill(data, count)
    const kv = createSqliteKv(path.join(data, 'state.db'))
    const blob = createDirectoryBlob(path.join(data, 'index'))
    await blob.recover()
    const base = createKnowledgeBase({ kv, blob })
    await base.recover()
    await base.idle()
    const context = systemContext()
    const { documents } = await base.handlers.listDocuments({ limit: 1000 }, context)
    // One more may have been kept before the writer could say so.
    expect(documents.length - kept).toBeGreaterThanOrEqual(0)
    expect(documents.length - kept).toBeLessThanOrEqual(1)
    for (const [number, { ingestion, passages }] of documents.entries()) {
      expect({ number, state: ingestion.state, passages }).toEqual({ number, state: 'searchable', passages: 2 })
    }
    for (const number of [0, kept >> 1, kept - 1]) {
      const { hits } = await base.handlers.search({ question: `topic n${number}`, limit: 50, passages: 10 }, context)
      const found = hits.filter(({ name }) => name === `${number}.md`)
      expect(found).toHaveLength(1)
      expect(found[0]!.passages.map(({ text }) => text).sort()).toEqual(['First.', `Second of n${number}.`])
    }
    await base.close()
    await kv.close()
  },
  60_000,
)
