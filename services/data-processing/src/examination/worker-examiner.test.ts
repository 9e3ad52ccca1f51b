import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createLogReader } from '@faultmaven/logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWorker } from '../testing/build-worker.ts'
import { sampleLines } from '../testing/sample-lines.ts'
import type { Examinable } from './examinable.ts'
import { createExaminer } from './examiner.ts'
import { createWorkerExaminer } from './worker-examiner.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-worker-'))
let entry: URL
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => {
  entry = await buildWorker('examination/examination-worker.ts', folder)
}, 60_000)

function examinable(name: string, text: string): Examinable {
  const whole = Buffer.from(text)
  const log = createLogReader({ now: 0 })
  log.push(whole)
  return {
    name,
    encoding: 'utf-8',
    head: Uint8Array.from(whole.subarray(0, 65_536)),
    whole: Uint8Array.from(whole),
    digest: log.end(),
  }
}
const LOG = examinable('app.log', sampleLines(400))
const ERRORS = '{"items":[{"kind":"Event","reason":"BackOff","message":"Back-off pulling image \\"shop/web:7\\""}]}'

test('the thread says the same of sources as this one, alone and together', async () => {
  const [there, here] = [createWorkerExaminer({ entry, signatures: true }), createExaminer({ signatures: true })]
  for (const examiner of [there, here]) await examiner.examine('turn', 'b', examinable('events.json', ERRORS))
  const examined = await there.examine('turn', 'a', LOG)
  expect(examined).toEqual(await here.examine('turn', 'a', LOG))
  expect(examined.drafts.length).toBeGreaterThan(0)
  expect(await there.look(LOG)).toEqual(await here.look(LOG))
  const named = [
    { id: 'a', name: 'app.log', correctionUs: 0 },
    { id: 'b', name: 'events.json', correctionUs: 60_000_000 },
    { id: 'gone', name: 'x', correctionUs: 0 },
  ]
  expect(await there.relate('turn', named)).toEqual(await here.relate('turn', named))
  await there.forget('turn')
  expect(await there.relate('turn', named)).toEqual([])
  await there.close()
})

test('what waits for a thread that ends fails, and the next call begins a new one', async () => {
  const examiner = createWorkerExaminer({ entry, signatures: true })
  const waiting = examiner.examine('turn', 'a', LOG)
  await Promise.all([expect(waiting).rejects.toThrow('The examination ended'), examiner.close()])
  expect((await examiner.examine('turn', 'a', LOG)).drafts.length).toBeGreaterThan(0)
  await examiner.close()
})
