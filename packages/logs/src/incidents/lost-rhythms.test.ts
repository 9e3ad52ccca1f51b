import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { findLostRhythms } from './lost-rhythms.ts'
import { makeLog, type MadeLine } from './testing/make-log.ts'
import { createSeededRandom } from '@faultmaven/testkit'

/** An everyday log of 4000 records in about 14 minutes, and a line that comes when `dueSeconds` says it is next due. */
function logWith(dueSeconds: (second: number, beat: number) => number): string[] {
  const random = createSeededRandom(4)
  const lines = makeLog({ records: 4000 })
  const start = Date.parse(lines[0]!.slice(0, 24))
  const end = Date.parse(lines.at(-1)!.slice(0, 24))
  const beats: string[] = []
  let second = 3
  for (let beat = 0; start + second * 1000 < end; second = dueSeconds(second, beat++)) {
    const at = new Date(start + second * 1000 + random() * 300)
    const line: MadeLine = { level: 'INFO', component: 'beacon', text: `alive, round ${beat}` }
    beats.push(`${at.toISOString()} ${line.level} ${line.component}: ${line.text}`)
  }
  return [...lines, ...beats].sort((a, b) => (a.slice(0, 24) < b.slice(0, 24) ? -1 : 1))
}
function lostIn(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return findLostRhythms(reader.end())
}

describe('findLostRhythms()', () => {
  test('says nothing of a rhythm that is kept, nor of traffic', () => {
    expect(lostIn(logWith((second) => second + 10))).toEqual([])
    expect(lostIn(makeLog({ records: 4000 }))).toEqual([])
  })
  test('takes no traffic for a rhythm because its clock has whole seconds only', () => {
    const random = createSeededRandom(8)
    let second = 0
    const lines = Array.from({ length: 3000 }, (_, at) => {
      second += at % 800 === 700 ? 200 : random() < 0.4 ? 0 : random() < 0.7 ? 1 : 2
      return `May  4 ${new Date(second * 1000).toISOString().slice(11, 19)} web1 gate[77]: visitor ${at * 7} came`
    })
    const others = lines.map((line) => line.replace(/gate.*/, 'cart[5]: basket priced'))
    expect(lostIn(lines.flatMap((line, at) => [line, others[at]!]))).toEqual([])
  })
  test('finds a rhythm that stops for good, from its last record on', () => {
    const lines = logWith((second) => (second > 500 ? Infinity : second + 10))
    const [lost, ...others] = lostIn(lines)
    expect(others).toEqual([])
    expect(lost).toMatchObject({ kind: 'stopped', lastLine: lines.length })
    expect(lines[lost!.firstLine - 1]).toContain('beacon')
    expect(lost!.missed).toBeGreaterThan(20)
    expect(Math.abs(lost!.periodUs / 1e6 - 10)).toBeLessThan(0.4)
    expect(lost!.pValue).toBeLessThan(1e-6)
  })
  test('finds a rhythm that pauses, with the records on both sides', () => {
    const lines = logWith((second) => second + (second > 400 && second < 410 ? 80 : 10))
    const [lost, ...others] = lostIn(lines)
    expect(others).toEqual([])
    expect(lost).toMatchObject({ kind: 'paused', missed: 7 })
    expect([lost!.firstLine, lost!.lastLine].map((line) => lines[line - 1]!.includes('beacon'))).toEqual([true, true])
  })
  test('a beat that is missed now and then is no loss', () => {
    expect(lostIn(logWith((second, beat) => second + (beat % 7 === 3 ? 20 : 10)))).toEqual([])
  })
  test('finds a rhythm that slows down', () => {
    const [lost] = lostIn(logWith((second) => second + (second > 500 ? 13 : 10)))
    expect(lost).toMatchObject({ kind: 'drifted' })
    expect(Math.abs(lost!.laterUs! / 1e6 - 13)).toBeLessThan(0.4)
  })
  test('a machine that stood still lost no rhythm', () => {
    const lines = logWith((second) => second + 10).filter((line) => {
      const minute = line.slice(14, 16)
      return minute !== '05' && minute !== '06'
    })
    expect(lostIn(lines)).toEqual([])
  })
})
