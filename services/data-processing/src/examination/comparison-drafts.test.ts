import { examineSource, type ExaminedSource } from '@faultmaven/diagnosis'
import { createLogReader } from '@faultmaven/logs'
import { describe, expect, it } from 'vitest'
import { comparisonDrafts } from './comparison-drafts.ts'
import { comparisonPairs } from './comparison-pairs.ts'

const START = Date.UTC(2026, 4, 4, 6)

function logOf(name: string, said: (at: number) => readonly string[] = () => []): ExaminedSource {
  const lines: string[] = []
  for (let at = 0; at < 600; at += 1) {
    for (const text of [`INFO cart: basket ${at * 7} priced in ${at % 40} ms`, ...said(at)])
      lines.push(`${new Date(START + lines.length * 250).toISOString()} ${text}`)
  }
  const reader = createLogReader({ now: START })
  reader.push(Buffer.from(lines.join('\n')))
  return { name, kind: 'log', head: [], log: reader.end(), trees: [], tables: [], series: [] }
}
const failing = (at: number) => (at % 12 === 0 ? [`ERROR ledger: write of entry ${at} failed: No space left on device`] : [])
const pairsOf = (...names: string[]) =>
  comparisonPairs(names.map((name) => logOf(name, name.includes('noisy') ? failing : undefined))).map(({ bad, good }) => [
    bad.name,
    good.name,
  ])

describe('comparisonPairs()', () => {
  it('pairs by words, by dates and by pods', () => {
    expect(pairsOf('ok.log', 'bad.log')).toEqual([['bad.log', 'ok.log']])
    expect(pairsOf('shop-before.log', 'mail.log', 'shop-after.log')).toEqual([['shop-after.log', 'shop-before.log']])
    expect(pairsOf('run.log', 'run-failed.log')).toEqual([['run-failed.log', 'run.log']])
    expect(pairsOf('shop-2026-05-04.log', 'shop-2026-05-03.log', 'shop-2026-05-02.log')).toEqual([
      ['shop-2026-05-04.log', 'shop-2026-05-03.log'],
    ])
    expect(pairsOf('cart-6d8f9/noisy.log', 'cart-7c2b1/calm.log')).toEqual([])
    expect(pairsOf('cart-6d8f9x.log', 'cart-7c2b1x.log')).toHaveLength(1)
  })
  it('pairs neither what is of another kind nor parts of one log', () => {
    expect(pairsOf('cart.log', 'mail.log')).toEqual([])
    expect(pairsOf('cart.log', 'cart.log.1')).toEqual([])
  })
})

describe('comparisonDrafts()', () => {
  it('tells only what differs, with counts on both sides, where its lines stand', () => {
    const drafts = comparisonDrafts([logOf('ok.log'), logOf('bad.log', failing)], (source) => examineSource(source))
    expect(drafts).toHaveLength(1)
    expect(drafts[0]).toMatchObject({ sourceName: 'bad.log', kind: 'fault', fault: { mechanism: 'disk/exhausted' }, count: 50 })
    expect(drafts[0]!.title).toMatch(/^In bad\.log, but not in ok\.log: write of entry/)
    expect(drafts[0]!.details[0]).toMatch(/^50 of 650 records in bad\.log, 0 of 600 in ok\.log; chance of that: under/)
  })
  it('tells what is missing where it was', () => {
    const beat = (at: number) => (at % 10 === 0 ? [`INFO mailer: queue emptied, ${at} sent`] : [])
    const drafts = comparisonDrafts([logOf('before.log', beat), logOf('after.log')], (source) => examineSource(source))
    expect(drafts).toMatchObject([{ sourceName: 'before.log', kind: 'silence' }])
    expect(drafts[0]!.score).toBeLessThan(0.5)
  })
  it('says nothing of logs of different programs', () => {
    const other = { ...logOf('bad.log'), log: logOf('x').log!, name: 'bad.log' }
    const templates = other.log.templates.map((template) => ({ ...template, text: `other ${template.text}` }))
    const drafts = comparisonDrafts([logOf('ok.log'), { ...other, log: { ...other.log, templates } }], () => [])
    expect(drafts).toEqual([])
  })
})
