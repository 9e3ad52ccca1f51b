import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { findBrokenSequences } from './broken-sequences.ts'
import { createSeededRandom } from '@faultmaven/testkit'

type Shape = {
  readonly runs: number
  /** Whether the run at an index ends. */
  readonly ends?: (at: number) => boolean
  readonly json?: boolean
}

/** Runs of imports, each begun, most often with a step between, and ended within 40 lines of others. */
function imports({ runs, ends = () => true, json = false }: Shape): string[] {
  const random = createSeededRandom(6)
  const said: { readonly at: number; readonly text: string; readonly id: string }[] = []
  for (let run = 0; run < runs; run += 1) {
    const id = `imp-${(run * 7919 + 100_003).toString(16)}`
    said.push({ at: run * 10, text: 'import started', id })
    if (random() < 0.7) said.push({ at: run * 10 + 3, text: 'import reads the catalogue', id })
    if (ends(run)) said.push({ at: run * 10 + 4 + random() * 30, text: 'import finished', id })
    said.push({ at: run * 10 + 1, text: `shelf ${Math.floor(random() * 9000)} counted`, id: '' })
  }
  return said
    .sort((a, b) => a.at - b.at)
    .map(({ text, id }, at) => {
      const time = new Date(Date.UTC(2026, 4, 4, 6) + at * 300).toISOString()
      if (json) return JSON.stringify({ time, level: 'info', msg: text, ...(id === '' ? {} : { job: id }) })
      return `${time} INFO stock: ${text}${id === '' ? '' : ` for job ${id}`}`
    })
}
function digestOf(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return reader.end()
}
const brokenIn = (lines: readonly string[]) => findBrokenSequences(digestOf(lines))

describe('findBrokenSequences()', () => {
  test.each([false, true])('finds what was started and never finished, with its ids (JSON: %s)', (json) => {
    const lines = imports({ runs: 600, ends: (at) => at < 300 || at >= 306, json })
    const broken = brokenIn(lines).find(({ end }) => end.text.startsWith('import finished'))!
    expect(broken.unfinished).toHaveLength(6)
    expect(broken.finished).toBeGreaterThan(350)
    expect(broken.pValue).toBeLessThan(1e-9)
    for (const { id, line } of broken.unfinished) expect(lines[line - 1]).toContain(id)
  })

  test('says nothing where all is finished, nor of what is under way at the end', () => {
    expect(brokenIn(imports({ runs: 400 }))).toEqual([])
    expect(brokenIn(imports({ runs: 400, ends: (at) => at < 398 }))).toEqual([])
  })

  test('a message that often has no successor begins nothing', () => {
    expect(brokenIn(imports({ runs: 400, ends: (at) => at % 3 > 0 }))).toEqual([])
  })

  test('follows a share of very many ids, and says which', () => {
    const { idEvents } = digestOf(imports({ runs: 12_000 }))
    expect(idEvents.rate).toBeLessThan(1)
    const events = idEvents.ids.reduce((sum, { events }) => sum + events.length, 0)
    expect(events).toBeLessThanOrEqual(8192)
    expect(events).toBeGreaterThan(3000)
    const [broken] = brokenIn(imports({ runs: 12_000, ends: (at) => at % 200 > 0 }))
    expect(broken!.followed).toBe(idEvents.rate)
    expect(Math.abs(broken!.unfinished.length / 60 - broken!.followed)).toBeLessThan(0.25)
  })
})
