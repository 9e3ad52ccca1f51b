import type { ExaminedSource } from '@faultmaven/diagnosis'
import { createLogReader } from '@faultmaven/logs'
import { expect, it } from 'vitest'
import { rhythmDrafts } from './rhythm-drafts.ts'

const START = Date.UTC(2026, 4, 4, 6)

function source(isAlive: (second: number) => boolean): ExaminedSource {
  const lines = Array.from({ length: 1200 }, (_, second) => {
    const time = new Date(START + second * 1000 + ((second * 37) % 90)).toISOString()
    const beat = second % 10 === 0 && isAlive(second) ? [`${time} INFO beacon: alive`] : []
    return [...beat, `${time} INFO cart: basket ${second} priced`]
  }).flat()
  const reader = createLogReader({ now: START })
  reader.push(Buffer.from(lines.join('\n')))
  return { name: 'shop.log', kind: 'log', head: [], log: reader.end(), trees: [], tables: [], series: [] }
}

it('tells when a rhythm stopped, citing its last record', () => {
  const [draft, ...others] = rhythmDrafts(source((second) => second < 600))
  expect(others).toEqual([])
  expect(draft).toMatchObject({
    kind: 'silence',
    check: 'log-rhythms',
    title: 'Came every 10 s and stopped at 06:09:50 UTC: alive',
  })
  expect(draft?.places).toEqual([{ line: 650 }])
  expect(draft?.predicates).toEqual([{ name: 'present', literals: ['alive'], lines: [650] }])
})

it('tells of a pause with the records on both sides, and nothing of a rhythm that is kept', () => {
  const [draft] = rhythmDrafts(source((second) => second < 600 || second >= 700))
  expect(draft?.title).toBe('Came every 10 s and missed 10 times from 06:09:50 UTC on: alive')
  expect(draft?.places).toHaveLength(2)
  expect(rhythmDrafts(source(() => true))).toEqual([])
})
