import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TurnAnswer } from '@faultmaven/contracts'
import { createOfflineCase } from './offline-case.ts'

const second = (at: number) => new Date(Date.UTC(2026, 2, 12, 10, 0, at)).toISOString()
const file = (name: string, lines: readonly string[]) => ({
  name,
  open: () => Readable.from([Buffer.from(`${lines.join('\n')}\n`)]),
})
const calm = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `${second(from + at)} INFO checkout order ${at} placed in ${at % 40} ms`)
const troubled = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? `${second(from + at)} ERROR checkout connection refused by orders-db`
      : `${second(from + at)} INFO checkout order ${at} placed in ${at % 40} ms`,
  )

/** What every direct answer keeps: a sentence is a claim that was checked, or says that it is none. */
function expectBases({ statements, claims }: TurnAnswer): void {
  const ids = new Set(claims.map(({ id }) => id))
  for (const { basis } of statements) expect(basis === 'inference' || ids.has(basis)).toBe(true)
}

describe('compare', () => {
  let offline: Awaited<ReturnType<typeof createOfflineCase>>
  beforeAll(async () => {
    offline = await createOfflineCase({ workers: 1 })
  })
  afterAll(() => offline.close())

  test('two logs: what differs is counted on both sides, with its chance and its lines', async () => {
    const files = [file('good.log', calm(60)), file('bad.log', troubled(60))]
    const answer = await offline.ask({ question: 'What is different between good.log and bad.log?', files })
    expectBases(answer)
    expect(answer.outcome).toBe('answered')
    expect(answer.headline).toContain('between good.log and bad.log')
    const [claim] = answer.claims.filter(({ predicate }) => predicate.name === 'differs')
    expect(claim?.result).toMatchObject({ first: 0, ofFirst: 60, second: 30, ofSecond: 60 })
    expect(claim?.text).toMatch(
      /connection refused.* stands in 30 of 60 records of bad\.log, in 0 of 60 records of good\.log \(p < 0\.000001\)\.$/,
    )
    expect(claim?.citations.some((citation) => citation.kind === 'text' && citation.sourceName === 'bad.log')).toBe(true)
    expect(answer.statements.some(({ text }) => text.startsWith('Compared: bad.log (60 records) against good.log (60)'))).toBe(
      true,
    )
    // The diagnosis goes on beside it.
    expect(answer.board.problems[0]?.hypotheses[0]?.mechanism).toContain('refused')
  })

  test('two windows, in a later turn', async () => {
    const late = file('day.log', [...calm(60, 3600), ...troubled(60, 3660)])
    await offline.ask({ question: 'Here is more', files: [late] })
    const answer = await offline.ask({ question: 'compare before and after 11:01', files: [] })
    expectBases(answer)
    const [claim] = answer.claims.filter(({ predicate }) => predicate.name === 'differs')
    expect(claim?.text).toContain('from 2026-03-12 11:01:00 UTC on')
    expect(claim?.result).toMatchObject({ second: 30, ofSecond: 60 })
  })

  test('a question for the cause stays one', async () => {
    const answer = await offline.ask({ question: 'Why is bad.log different from good.log?', files: [] })
    expect(answer.outcome).not.toBe('answered')
    expect(answer.claims.every(({ predicate }) => predicate.name !== 'differs')).toBe(true)
  })
})

describe('report', () => {
  test('is the state of the case in the light of what was asked before, each sentence with its basis', async () => {
    const offline = await createOfflineCase({ workers: 1 })
    try {
      const diagnosed = await offline.ask({ question: 'Why do orders fail?', files: [file('bad.log', troubled(60))] })
      const report = await offline.ask({ question: 'Write a postmortem for management', files: [] })
      expectBases(report)
      expect(report.outcome).toBe('answered')
      const [leader] = diagnosed.board.problems[0]!.hypotheses
      expect(report.board.problems[0]?.hypotheses[0]).toMatchObject({ id: leader!.id, confidence: leader!.confidence })
      expect(report.headline).toContain(leader!.title)
      const texts = report.statements.map(({ text }) => text)
      expect(texts[0]).toMatch(/^Most likely cause: .+ \(\d+%\)\.$/)
      expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^Impact: /), expect.stringMatching(/^Timeline: /)]))
      expect(report.statements.some(({ basis }) => leader!.claimIds.includes(basis))).toBe(true)
    } finally {
      await offline.close()
    }
  })

  test('of a case without evidence says that there is nothing to report', async () => {
    const offline = await createOfflineCase({ workers: 1 })
    try {
      expect((await offline.ask({ question: 'Write a report', files: [] })).headline).toBe('There is nothing to report yet')
    } finally {
      await offline.close()
    }
  })
})
