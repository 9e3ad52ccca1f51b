import { createLogReader } from '@faultmaven/logs'
import { describe, expect, it } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { findCodePlaces } from './code-places.ts'
import { withLogFindings } from './examine-log.ts'

function log(name: string, text: string): ExaminedSource {
  const reader = createLogReader({ now: Date.UTC(2026, 4, 4) })
  reader.push(new TextEncoder().encode(`${text}\n`))
  return { name, kind: 'log', head: text.split('\n'), log: reader.end(), trees: [], tables: [], series: [] }
}
function code(name: string, text: string): ExaminedSource {
  const lines = text.split('\n')
  return { name, kind: 'code', head: lines, lines, trees: [], tables: [], series: [] }
}
const places = (...sources: ExaminedSource[]) =>
  findCodePlaces(sources, { signatures: true }).map(({ title, places: at }) => `${title} @${at[0]?.line ?? 0}`)

const PYTHON = `2026-05-04T10:00:00Z ERROR shop: charge failed
Traceback (most recent call last):
  File "/srv/shop/pay.py", line 3, in charge
    return cards[number]
KeyError: '4711'`

describe('findCodePlaces()', () => {
  it('opens the line that the innermost own frame names', () => {
    const program = code('src/pay.py', 'def charge(number):\n    # the card\n    return cards[number]')
    expect(places(log('shop.log', PYTHON), program)).toEqual([expect.stringMatching(/; raised at src\/pay\.py:3 @3$/)])
  })

  it('takes what a log said when it was examined, and does not examine it again', () => {
    const program = code('src/pay.py', 'def charge(number):\n    # the card\n    return cards[number]')
    const source = withLogFindings(log('shop.log', PYTHON), { signatures: true })
    const said = source.said!
    const renamed = { ...said, findings: said.findings.map((finding) => ({ ...finding, title: 'As it was said' })) }
    expect(places({ ...source, said: renamed }, program)).toEqual(['As it was said; raised at src/pay.py:3 @3'])
    // Of another digest: on the clock of the case, say.
    expect(places({ ...source, log: { ...source.log! }, said: renamed }, program)).toEqual(places(source, program))
  })

  it('says nothing of another version of the file', () => {
    expect(
      places(log('shop.log', PYTHON), code('src/pay.py', 'def charge(number):\n    # the card\n    return find(number)')),
    ).toEqual([])
  })

  it('tells files of one name apart by the package of the class', () => {
    const trace = `2026-05-04 10:00:00,000 ERROR [main] com.acme.Boot - cannot start
java.lang.IllegalStateException: no port configured
\tat com.acme.http.Server.start(Server.java:2)
\tat com.acme.Boot.main(Boot.java:7)`
    const right = code(
      'src/com/acme/http/Server.java',
      'class Server {\n  void start() { throw new IllegalStateException(text); }\n}',
    )
    const wrong = code('src/com/acme/mail/Server.java', 'class Server {\n  void send() {}\n}')
    expect(places(log('boot.log', trace), wrong, right)).toEqual([
      expect.stringContaining('raised at src/com/acme/http/Server.java:2'),
    ])
  })

  it('finds the statement that wrote an error without a trace', () => {
    const text = '2026-05-04T10:00:00Z ERROR shop: cannot connect to queue mq-3: Connection refused'
    const program = code('worker.go', 'func run() {\n\tlog.Printf("cannot connect to queue %s: %v", host, err)\n}')
    expect(places(log('shop.log', text), program)).toEqual([expect.stringMatching(/; written at worker\.go:2 @2$/)])
  })

  it('leaves it open when two programs have the same statement', () => {
    const text = '2026-05-04T10:00:00Z ERROR shop: cannot connect to queue mq-3: Connection refused'
    const statement = 'log.error("cannot connect to queue {}: {}", a, b)'
    expect(places(log('shop.log', text), code('a.java', statement), code('b.java', statement))).toEqual([])
  })
})
