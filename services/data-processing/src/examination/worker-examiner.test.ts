import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLogReader } from '@faultmaven/logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildWorker } from '../testing/build-worker.ts'
import { sampleLines } from '@faultmaven/testkit'
import type { Examinable } from './examinable.ts'
import { createExaminer, type Examiner } from './examiner.ts'
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
  await examiner.examine('turn', 'b', LOG)
  expect(await examiner.held('turn')).toEqual(['b'])
  const waiting = examiner.examine('turn', 'a', LOG)
  await Promise.all([expect(waiting).rejects.toThrow('The examination ended'), examiner.close()])
  expect((await examiner.examine('turn', 'a', LOG)).drafts.length).toBeGreaterThan(0)
  expect(await examiner.held('turn')).toEqual(['a'])
  await examiner.close()
})

test('a question that takes too long fails alone: what waits behind it is answered, by a new thread', async () => {
  const stuck = path.join(folder, 'stuck.mjs')
  const replies = 'parentPort.postMessage({ number, value: question.method })'
  writeFileSync(
    stuck,
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ number, question }) => { while (question.method === 'look'); ${replies} })`,
  )
  const examiner = createWorkerExaminer({ entry: pathToFileURL(stuck), signatures: true, patienceMs: 500 })
  const [slow, next] = [examiner.look(LOG), examiner.examine('turn', 'a', LOG)]
  await expect(slow).rejects.toThrow('too much memory or time')
  expect(await next).toBe('examine')
  await examiner.close()
})

/** Traces of one call each; every tenth fails. */
function spansOf(traces: number): Buffer {
  const rows = Array.from({ length: traces }, (_, at) => {
    const ids = [`t${at}`, `s${at}`, '', 'shop', 'POST /order'].join(',')
    return `${ids},${1_790_000_000_000_000 + at * 1000},${5 + (at % 3)},${at % 10 === 0 ? 'error' : 'ok'}`
  })
  return Buffer.from(`${['trace_id,span_id,parent_id,service,operation,start_us,duration_ms,status', ...rows].join('\n')}\n`)
}
async function feed(examiner: Examiner, sourceId: string, bytes: Buffer, as: 'spans' | 'series' = 'spans'): Promise<Examinable> {
  const name = `${as}.csv`
  for (let at = 0; at < bytes.length; at += 50_000)
    await examiner.take({ turnId: 'turn', sourceId, name, as, at, bytes: Uint8Array.from(bytes.subarray(at, at + 50_000)) })
  const { whole: _, ...source } = examinable(name, bytes.subarray(0, 65_536).toString())
  return { ...source, whole: undefined, isFed: true }
}

test('a trace that comes in pieces says the same as one that is there whole, in either thread', async () => {
  const bytes = spansOf(4000)
  const [there, here] = [createWorkerExaminer({ entry, signatures: true }), createExaminer({ signatures: true })]
  const whole = await here.examine('turn', 'whole', examinable('spans.csv', bytes.toString()))
  expect(whole.drafts.some(({ check }) => check === 'trace-errors')).toBe(true)
  for (const examiner of [there, here]) {
    const fed = await examiner.examine('turn', 'fed', await feed(examiner, 'fed', bytes))
    expect(fed).toEqual({ ...whole, checks: fed.checks })
    expect(fed.checks).toContain('traces')
  }
  await there.close()
})

test('of more spans than there is room for whole traces are kept, and that is said', async () => {
  const examiner = createExaminer({ signatures: true, room: { spans: 6000 } })
  const { notes, drafts } = await examiner.examine('turn', 'many', await feed(examiner, 'many', spansOf(8000)))
  expect(notes).toEqual([expect.stringMatching(/^Of 8000 spans those of one trace in (?:4|8) were kept/)])
  expect(drafts.some(({ check }) => check === 'trace-errors')).toBe(true)
})

/** Five minutes' samples of four pods; one of them is slow for an hour. */
function samplesOf(rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, at) => {
    const time = new Date(Date.UTC(2026, 10, 1) + at * 300_000).toISOString()
    return ['a', 'b', 'c', 'd'].map((pod, one) => {
      const noise = 5 * Math.sin(at * 12.9898 + one) + 3 * Math.sin(at * 78.233)
      return `${time},${pod},${((pod === 'c' && at >= rows * 0.8 && at < rows * 0.8 + 12 ? 900 : 100) + noise).toFixed(1)}`
    })
  })
  return Buffer.from(`${['time,pod,latency_ms', ...lines.flat()].join('\n')}\n`)
}

test('metrics that come in pieces say the same as those that are there whole, in either thread', async () => {
  const bytes = samplesOf(3000)
  const [there, here] = [createWorkerExaminer({ entry, signatures: true }), createExaminer({ signatures: true })]
  const whole = await here.examine('turn', 'whole', examinable('series.csv', bytes.toString()))
  expect(whole.drafts[0]?.title).toMatch(/^latency_ms \(c\) rose from \d/)
  for (const examiner of [there, here])
    expect(await examiner.examine('turn', 'fed', await feed(examiner, 'fed', bytes, 'series'))).toEqual(whole)
  await there.close()
})

test('of more samples than there is room for the extremes are kept, and that is said', async () => {
  const examiner = createExaminer({ signatures: true, room: { series: 1 } })
  const { notes, drafts } = await examiner.examine('turn', 'many', await feed(examiner, 'many', samplesOf(30_000), 'series'))
  expect(notes).toEqual([
    expect.stringMatching(/^Of 120000 samples not all were examined: in 4 of 4 series the lowest and the highest/),
  ])
  expect(drafts[0]?.title).toMatch(/^latency_ms \(c\) rose from \d/)
})

test('points are counted as they were read: on the timeline before metrics are thinned, in the note of a broken file before all', async () => {
  const examiner = createExaminer({ signatures: true, room: { series: 1 }, turnRoom: { samples: 4000 } })
  const few = await examiner.examine('turn', 'few', await feed(examiner, 'few', samplesOf(3000), 'series'))
  expect(few.times.histogram?.total.reduce((sum, count) => sum + count, 0)).toBe(12_000)
  const broken = Buffer.concat([samplesOf(30_000), Buffer.from('2026-11-01T00:00:00.000Z,a,1,2,3\n')])
  const { notes } = await examiner.examine('turn', 'broken', await feed(examiner, 'broken', broken, 'series'))
  expect(notes).toContainEqual(expect.stringMatching(/^broken at line 120002: .*; 120000 points of 4 series read$/))
})

test('metrics and traces that there is no room for are said to be examined alone', async () => {
  const examiner = createExaminer({ signatures: true, turnRoom: { samples: 4000, spans: 5000 } })
  const alone = expect.stringMatching(/^examined alone, not with other sources: its \d+ (?:points|spans) are more than the \d+ /)
  const notes: unknown[] = []
  for (const id of ['a', 'b', 'c']) {
    notes.push((await examiner.examine('turn', id, await feed(examiner, id, samplesOf(3000), 'series'))).notes)
    notes.push((await examiner.examine('turn', `${id} spans`, await feed(examiner, `${id} spans`, spansOf(2500)))).notes)
  }
  expect(notes).toEqual([[], [], [], [], [alone], [alone]])
})

test('a thread that ended among the pieces fails the examination, and so does a source that was given up', async () => {
  const examiner = createWorkerExaminer({ entry, signatures: true })
  const source = await feed(examiner, 'lost', spansOf(2000))
  await examiner.close()
  await expect(examiner.examine('turn', 'lost', source)).rejects.toThrow('RangeError')
  await feed(examiner, 'dropped', spansOf(2000))
  await examiner.drop('dropped')
  await expect(examiner.examine('turn', 'dropped', source)).rejects.toThrow('RangeError')
  await expect(
    examiner.take({ turnId: 'turn', sourceId: 'late', name: 'x', as: 'spans', at: 50_000, bytes: new Uint8Array(9) }),
  ).rejects.toThrow('RangeError')
  await examiner.close()
})
