import { examineSource } from '@faultmaven/diagnosis'
import { createLogReader } from '@faultmaven/logs'
import { describe, expect, it } from 'vitest'
import { draftsOf } from './drafts-of.ts'
import { viewsOf } from './views.ts'

const START = Date.UTC(2026, 4, 4, 6)

/** A line every 250 ms: everyday ones, an error that comes all along, and from `at` on what the incident says. */
function shopLog({ records = 4000, at = 2500, incident = [] as readonly string[] } = {}): string[] {
  const lines: string[] = []
  const write = (text: string) => lines.push(`${new Date(START + lines.length * 250).toISOString()} ${text}`)
  for (let index = 0; index < records; index += 1) {
    if (index >= at && index < at + 300 && index % 10 === 0) for (const text of incident) write(text.replace('#', String(index)))
    if (index % 97 === 5) write(`ERROR archive: permission denied for /srv/archive/${index}`)
    else if (index % 3 === 0) write(`INFO cart: basket ${index} priced in ${index % 40} ms`)
    else write(`INFO mailer: receipt ${index} handed to relay ${index % 4}`)
  }
  return lines
}

function draftsIn(lines: readonly string[]) {
  const whole = new TextEncoder().encode(`${lines.join('\n')}\n`)
  const reader = createLogReader({ now: START })
  reader.push(whole)
  const source = { name: 'shop.log', encoding: 'utf-8' as const, head: whole.subarray(0, 65_536), whole, digest: reader.end() }
  return draftsOf(viewsOf(source), (view) => examineSource(view))
}

describe('incidents as findings', () => {
  const lines = shopLog({ incident: ['ERROR ledger: write of entry # failed: No space left on device'] })
  const drafts = draftsIn(lines)
  const incident = drafts.find(({ check }) => check === 'log-incidents')

  it('tell when, what and where it began', () => {
    const first = lines.findIndex((line) => line.includes('No space left')) + 1
    expect(incident).toMatchObject({ kind: 'burst', severity: 'error', count: 30, places: [{ line: first }, {}] })
    expect(incident?.title).toMatch(
      /^Incident from 2026-05-04 06:10:\d\d to 06:11:\d\d UTC: 1 new message, first “write of entry/,
    )
    expect(incident?.details).toEqual([expect.stringMatching(/30 times, never before$/)])
    expect(incident?.predicates).toMatchObject([{ name: 'present', lines: [first] }])
  })

  it('are not told a second time as a rate that moved', () => {
    expect(drafts.filter(({ check, title }) => check === 'log-rates' && title.includes('write of entry'))).toEqual([])
  })

  it('put the fault that came with them before the one that came all along', () => {
    const scoreOf = (
      within: readonly { title: string; score: number; fault?: { mechanism: string } | undefined }[],
      mechanism: RegExp,
    ) => within.find(({ fault }) => mechanism.test(fault?.mechanism ?? ''))?.score ?? 0
    const chronic = /denied/
    expect(scoreOf(drafts, /disk/)).toBeGreaterThan(scoreOf(drafts, chronic))
    expect(scoreOf(drafts, chronic)).toBeLessThan(scoreOf(draftsIn(shopLog()), chronic))
  })

  it('are none where nothing changes', () => {
    expect(draftsIn(shopLog()).filter(({ check }) => check === 'log-incidents')).toEqual([])
  })

  it('tell of a silence with the records around it', () => {
    const silent = shopLog().filter((line, index) => !(line.includes('mailer') && index > 2000 && index < 2400))
    const found = draftsIn(silent).find(({ check }) => check === 'log-incidents')
    expect(found).toMatchObject({ kind: 'silence', entities: ['mailer'] })
    expect(found?.title).toMatch(/^mailer was silent from 2026-05-04 06:08:/)
    expect(found?.places.map(({ line }) => silent[line - 1]?.includes('mailer'))).toEqual([true, true])
  })

  it('tell whom the faults happen to', () => {
    const shops = lines.map(
      (line, at) => `${line} shop=${line.includes('ledger') ? 'quay' : ['quay', 'mill', 'pier', 'dock'][at % 4]}`,
    )
    const found = draftsIn(shops).find(({ check }) => check === 'log-comparison')
    expect(found?.title).toMatch(/: shop=quay in 94% \(31\/33\) of its faults, elsewhere 2\d% /)
    expect(found?.predicates).toEqual([
      { name: 'present', literals: ['quay'], lines: found?.places.slice(0, 4).map(({ line }) => line) },
    ])
    expect(found?.score).toBeLessThan(0.5)
  })
})
