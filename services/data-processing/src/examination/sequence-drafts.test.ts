import type { ExaminedSource } from '@faultmaven/diagnosis'
import { createLogReader } from '@faultmaven/logs'
import { expect, it } from 'vitest'
import { sequenceDrafts } from './sequence-drafts.ts'

const START = Date.UTC(2026, 4, 4, 6)

/** Jobs that take four lines each; some are never done. */
function source(isDone: (job: number) => boolean): { readonly examined: ExaminedSource; readonly lines: readonly string[] } {
  const said = Array.from({ length: 300 }, (_, job) => {
    const id = `job-${(job * 7919 + 10_007).toString(16)}`
    return [
      { at: job, text: `job ${id} taken` },
      ...(isDone(job) ? [{ at: job + 1.5 + (job % 3), text: `job ${id} done in ${job % 90} ms` }] : []),
    ]
  }).flat()
  const lines = said
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => `${new Date(START + at * 1000).toISOString()} INFO worker: ${text}`)
  const reader = createLogReader({ now: START })
  reader.push(Buffer.from(lines.join('\n')))
  return { examined: { name: 'worker.log', kind: 'log', head: [], log: reader.end(), trees: [], tables: [], series: [] }, lines }
}

it('tells what never finished, with the ids and the lines that began it', () => {
  const { examined, lines } = source((job) => job < 100 || job > 103)
  const [draft, ...others] = sequenceDrafts(examined)
  expect(others).toEqual([])
  expect(draft?.title).toMatch(/^Started and never finished, 4 of \d{3}: “job <id> taken” without “job <id> done/)
  expect(draft?.places).toHaveLength(4)
  draft?.places.forEach(({ line }, at) => expect(lines[line - 1]).toContain(draft.entities[at]))
  expect(draft?.score).toBeLessThanOrEqual(0.5)
})

it('says nothing where all is done but what is under way', () => {
  expect(sequenceDrafts(source((job) => job < 298).examined)).toEqual([])
})
