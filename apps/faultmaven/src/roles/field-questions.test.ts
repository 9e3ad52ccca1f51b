import { Readable } from 'node:stream'
import type { TurnAnswer } from '@faultmaven/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOfflineCase } from './offline-case.ts'

// A request every ten seconds from 07:00; from 07:10 on every second of /tickets is refused by the seat service.
const REQUESTS = Array.from({ length: 120 }, (_, at) => {
  const time = new Date(Date.UTC(2026, 2, 12, 7, 0, 10 * at))
  const path = at % 2 === 0 ? '/tickets' : '/shows?day=4'
  const isBad = at >= 60 && at % 4 === 0
  return {
    time,
    path,
    status: isBad ? 503 : 200,
    client: `198.51.100.${at % 4 === 0 ? 7 : 9}`,
    took: isBad ? 9000 + at : 20 + (at % 17),
  }
})
const MONTHS = ['Jan', 'Feb', 'Mar']
const stamp = (time: Date) =>
  `${String(time.getUTCDate()).padStart(2, '0')}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)} +0000`
const ACCESS = REQUESTS.map(
  ({ time, path, status, client }) => `${client} - - [${stamp(time)}] "GET ${path} HTTP/1.1" ${status} 503 "-" "probe/1"`,
)
const SERVICE = REQUESTS.map(({ time, path, status, took }) =>
  JSON.stringify({
    time: time.toISOString(),
    level: status === 503 ? 'error' : 'info',
    msg: status === 503 ? 'connection refused by seats:7700' : 'served',
    route: path,
    status_code: status,
    took_ms: took,
  }),
)
const file = (name: string, lines: readonly string[]) => ({
  name,
  open: () => Readable.from([Buffer.from(`${lines.join('\n')}\n`)]),
})

describe('questions about fields', () => {
  let offline: Awaited<ReturnType<typeof createOfflineCase>>
  const ask = async (question: string): Promise<TurnAnswer> => {
    const answer = await offline.ask({ question, files: [] })
    const ids = new Set(answer.claims.map(({ id }) => id))
    for (const { basis } of answer.statements) expect(basis === 'inference' || ids.has(basis)).toBe(true)
    return answer
  }
  beforeAll(async () => {
    offline = await createOfflineCase({ workers: 1 })
    await offline.ask({ question: 'Why do bookings fail?', files: [file('access.log', ACCESS), file('seats.jsonl', SERVICE)] })
  })
  afterAll(() => offline.close())

  test('count by status, path and time in each log that tells them', async () => {
    const { headline, outcome, statements, claims } = await ask('how many 503s on /tickets between 7:10 and 7:15?')
    expect(outcome).toBe('answered')
    expect(headline).toMatch(/^8 of 120 records of (?:access\.log|seats\.jsonl) have path \/tickets or below and status 503 /)
    expect(headline).toMatch(/; 8 of 120 in (?:access\.log|seats\.jsonl)$/)
    const claim = claims.find(({ id }) => id === statements[0]?.basis)
    expect(claim).toMatchObject({ predicate: { name: 'count', comparison: '=', number: 8 }, result: { matches: 8 } })
    expect(claim?.citations.some((citation) => citation.kind === 'text')).toBe(true)
  })

  test('say that there is none, whatever was found', async () => {
    const none = { outcome: 'answered', headline: 'No record has status 504' }
    expect(await ask('and how many 504s?')).toMatchObject(none)
    expect(await ask('how many 504s per minute?')).toMatchObject(none)
    expect(await ask('which endpoint returns most 504s?')).toMatchObject(none)
  })

  test('count by the minute within the window', async () => {
    const { headline, outcome } = await ask('how many 503s per minute between 7:10 and 7:13?')
    expect(outcome).toBe('answered')
    expect(headline).toMatch(/by minute \(UTC\): 07:10 2, 07:11 1, 07:12 2/)
  })

  test('tell since when it fails by the first record, with its line', async () => {
    const { headline, statements, claims } = await ask('since when do requests fail?')
    expect(headline).toMatch(/^The first at 2026-03-12 07:10:00/)
    const citations = claims.find(({ id }) => id === statements[0]?.basis)?.citations ?? []
    expect(citations.find((citation) => citation.kind === 'text')).toMatchObject({ line: 61 })
  })

  test('tell which fails most, with its share', async () => {
    expect((await ask('which endpoint fails most?')).headline).toMatch(/^Most have path \/tickets: 15 \(100%\) of the 15 records/)
    const { headline } = await ask('which client IPs are affected?')
    expect(headline).toMatch(/^Most have client 198\.51\.100\.7: 15 \(100%\) of the 15 records of access\.log/)
  })

  test('say plainly what no record tells, and what can be asked', async () => {
    const untold = await ask('which tenants are affected?')
    expect(untold.headline).toContain('no record that it is about has a tenant')
    const unread = await ask('which team owns this?')
    expect(unread.headline).toMatch(/^This question cannot be answered/)
    expect(unread.statements[0]?.text).toMatch(/^What can be asked/)
    expect(unread.board.problems.length).toBeGreaterThan(0)
  })

  test('compare by fields, of the same records once', async () => {
    const { headline, claims } = await ask('compare before and after 7:10')
    expect(headline).toMatch(/the greatest: status 5xx, 30 of 120 records against 0 of 120$/)
    const differences = claims.filter(({ predicate }) => predicate.name === 'differs')
    expect(differences.some(({ text }) => text.startsWith('took_ms of at least '))).toBe(true)
    const numbers = differences.map(({ result }) => `${result['first']} ${result['second']}`)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('ask the board whether it is something, and what to do', async () => {
    const diagnosed = await ask('Why do bookings fail?')
    const leader = diagnosed.board.problems[0]!.hypotheses[0]!
    const whether = await ask('is it the moon phase?')
    expect(whether.outcome).toBe(diagnosed.outcome)
    expect(whether.headline).toContain('names “moon phase”')
    expect((await ask('what should I do right now?')).headline).toContain(leader.title)
  })

  test('thanks are no question', async () => {
    const { headline, outcome, board } = await ask('thanks!')
    expect({ headline, outcome }).toMatchObject({ outcome: 'answered', headline: expect.stringMatching(/^Nothing was asked/) })
    expect(board.problems).toEqual([])
  })
})

test('kinds of error that were counted are an answer, unless their causes are asked for as well', async () => {
  const offline = await createOfflineCase({ workers: 1 })
  try {
    const counted = await offline.ask({ question: 'Which errors occur most often?', files: [file('seats.jsonl', SERVICE)] })
    expect(counted.outcome).toBe('answered')
    expect(counted.headline).toContain('15 records')
    const both = await offline.ask({ question: 'Which errors occur most often, and what causes them?', files: [] })
    expect(both.outcome).not.toBe('answered')
  } finally {
    await offline.close()
  }
})
