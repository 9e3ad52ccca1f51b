import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { findIncidents, type Incident } from './find-incidents.ts'
import { makeLog, type MadeLine, type Plot } from './testing/make-log.ts'

function digestOf(lines: readonly string[]) {
  const reader = createLogReader({ now: Date.UTC(2026, 5, 1) })
  reader.push(Buffer.from(`${lines.join('\n')}\n`))
  return reader.end()
}
const incidentsIn = (lines: readonly string[]) => findIncidents(digestOf(lines))
const lineOf = (lines: readonly string[], text: string) => lines.findIndex((line) => line.includes(text)) + 1
const saying = ({ members }: Incident) => members.map(({ template }) => template.text)

const ROOT: MadeLine = { level: 'ERROR', component: 'stock', text: 'shelf index is corrupt at page 77' }
/** One message announces it, one begins it, two follow for two hundred records. */
const corruption: Plot = (at, random) => {
  if (at === 5800) return [{ level: 'WARN', component: 'stock', text: 'checksum of page 77 read twice' }]
  if (at === 6000) return [ROOT]
  if (at < 6000 || at >= 6200 || random() > 0.3) return []
  return random() < 0.5
    ? [{ level: 'ERROR', component: 'stock', text: `cannot reserve for order ${Math.floor(random() * 9000)}: index unreadable` }]
    : [{ level: 'WARN', component: 'cart', text: `price of basket ${Math.floor(random() * 9000)} is from the cache` }]
}

describe('findIncidents()', () => {
  test.each([true, false])('finds new faults that come together, from the first of them on (times: %s)', (times) => {
    const lines = makeLog({ records: 10_000, plot: corruption, times })
    const [incident, ...others] = incidentsIn(lines)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'burst', firstLine: lineOf(lines, ROOT.text) })
    expect(incident!.lastLine - incident!.firstLine).toBeLessThan(300)
    expect(incident!.score).toBeGreaterThan(0.7)
    expect(incident!.members).toHaveLength(3)
    expect(incident!.precursors.map(({ firstLine }) => firstLine)).toEqual([lineOf(lines, 'checksum of page')])
    expect(incident!.from === undefined).toBe(!times)
  })

  test('says when', () => {
    const lines = makeLog({ records: 10_000, plot: corruption })
    const [incident] = incidentsIn(lines)
    const at = Date.parse(lines[incident!.firstLine - 1]!.slice(0, 24)) * 1000
    expect(incident!.from).toBe(at)
    expect(incident!.to! - at).toBeLessThan(120e6)
  })

  test('finds a burst of an error that is known', () => {
    const plot: Plot = (at, random) =>
      at >= 7000 && at < 7200
        ? [{ level: 'ERROR', component: 'gate', text: `visitor ${Math.floor(random() * 9e4)} sent a malformed cookie` }]
        : []
    const lines = makeLog({ records: 10_000, plot })
    const [incident, ...others] = incidentsIn(lines)
    expect(others).toEqual([])
    expect(Math.abs(incident!.firstLine - 7000)).toBeLessThan(60)
    expect(saying(incident!)).toEqual([expect.stringContaining('sent a malformed cookie')])
  })

  test('an error from one moment on to the end is an incident that has not ended', () => {
    const plot: Plot = (at, random) =>
      at >= 7000 && random() < 0.1 ? [{ level: 'ERROR', component: 'mailer', text: 'relay closed the connection' }] : []
    const lines = makeLog({ records: 10_000, plot })
    expect(incidentsIn(lines)).toMatchObject([{ firstLine: lineOf(lines, 'relay closed') }])
    expect(incidentsIn(lines)[0]!.lastLine).toBeGreaterThan(lines.length - 100)
  })

  test.each<[string, Plot]>([
    [
      'a new version that says what it does',
      (at) => (at >= 4000 && at < 4040 ? [{ level: 'INFO', component: 'cart', text: `loaded discount rule ${at}` }] : []),
    ],
    ['a flood of one everyday message', (at) => (at === 4000 ? flood(900, 'INFO', 'queue length is 7') : [])],
    [
      'one odd warning',
      (at) => (at === 8000 ? [{ level: 'WARN', component: 'cart', text: 'setting legacy_rounding does nothing' }] : []),
    ],
    [
      'an error that comes all along',
      (_, random) => (random() < 0.01 ? [{ level: 'ERROR', component: 'mailer', text: 'no route to the archive' }] : []),
    ],
  ])('%s is no incident', (_, plot) => {
    expect(incidentsIn(makeLog({ records: 10_000, plot }))).toEqual([])
  })

  test('a rush in which everything comes faster is no incident', () => {
    expect(incidentsIn(makeLog({ records: 10_000, stepMs: (at) => (at > 5000 && at < 8000 ? 5 : 200) }))).toEqual([])
  })

  test('finds a component that stops although nothing is said about it', () => {
    const lines = makeLog({ records: 10_000, without: (at, component) => component === 'mailer' && at > 6000 && at < 6300 })
    const [incident, ...others] = incidentsIn(lines)
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      kind: 'silence',
      members: [],
      silences: [{ origin: { kind: 'component', name: 'mailer' } }],
    })
    expect(Math.abs(incident!.firstLine - 6000)).toBeLessThan(40)
    expect(lines[incident!.lastLine - 1]).toContain(' mailer: ')
  })

  test('finds a component that has stopped for good', () => {
    const lines = makeLog({ records: 10_000, without: (at, component) => component === 'stock' && at > 9000 })
    const [incident] = incidentsIn(lines)
    expect(incident).toMatchObject({ kind: 'silence', lastLine: lines.length })
    expect(incident!.silences[0]!.pause.toLine).toBeUndefined()
  })

  test('a mild message right before a silence that would not be told by itself begins it', () => {
    const event = { level: 'INFO', component: 'cart', text: 'partition four moved to rack nine' }
    const plot: Plot = (at) => (at === 6000 ? [event] : [])
    const silent = (length: number) => (at: number, component: string) =>
      component === 'mailer' && at >= 6000 && at < 6000 + length
    const without = silent(38)
    expect(incidentsIn(makeLog({ records: 10_000, without }))).toEqual([])
    const lines = makeLog({ records: 10_000, plot, without })
    expect(incidentsIn(lines)).toMatchObject([{ kind: 'silence', firstLine: lineOf(lines, event.text) }])
    expect(incidentsIn(makeLog({ records: 10_000, plot }))).toEqual([])
  })

  test('a flood of one component is no silence of the others where there is a clock', () => {
    const plot: Plot = (at) => (at === 5000 ? flood(600, 'INFO', 'queue length is 7') : [])
    const hurried = (at: number) => (at > 5000 && at < 5600 ? 1 : 200)
    expect(incidentsIn(makeLog({ records: 10_000, plot, stepMs: hurried }))).toEqual([])
  })

  test('what counts as a fault can be told from outside', () => {
    const plot: Plot = (at, random) =>
      at >= 6000 && at < 6200 && random() < 0.3 ? [{ level: 'INFO', component: 'cart', text: 'gave up on the basket' }] : []
    const digest = digestOf(makeLog({ records: 10_000, plot }))
    expect(findIncidents(digest)).toEqual([])
    const found = findIncidents(digest, { faultOf: ({ text }) => (text.startsWith('gave up') ? 0.9 : 0) })
    expect(found.map(saying)).toEqual([['gave up on the basket']])
  })

  test('two incidents far apart are two, the worse first', () => {
    const plot: Plot = (at, random) => [
      ...corruption(at, random),
      ...(at >= 2000 && at < 2060 && random() < 0.2
        ? [{ level: 'WARN', component: 'mailer', text: 'relay is slow to answer' }]
        : []),
    ]
    const lines = makeLog({ records: 10_000, plot })
    expect(incidentsIn(lines).map(({ firstLine }) => firstLine)).toEqual([lineOf(lines, ROOT.text)])
    const loudTwice: Plot = (at, random) => [...corruption(at, random), ...corruption(at + 3000, random).map(elsewhere)]
    expect(incidentsIn(makeLog({ records: 10_000, plot: loudTwice }))).toHaveLength(2)
  })

  test('finds nothing in everyday logs, whichever', () => {
    const found = Array.from({ length: 20 }, (_, seed) => incidentsIn(makeLog({ records: 4000, seed: seed + 100 })).length)
    expect(found.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1)
  })
})

function flood(count: number, level: string, text: string): MadeLine[] {
  return Array.from({ length: count }, () => ({ level, component: 'mailer', text }))
}
function elsewhere({ level, text }: MadeLine): MadeLine {
  return { level, component: 'gate', text: `door: ${text.replaceAll(/[a-z]+/g, (word) => `${word}en`)}` }
}
