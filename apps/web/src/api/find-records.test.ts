import { describe, expect, test } from 'vitest'
import { statusOf } from './api-error.ts'
import { findRecords } from './find-records.ts'

const CASE = '10000000-0000-4000-8000-000000000001'
const line = (number: number) => ({ sourceId: CASE, line: number, lines: 1, text: `line ${number}`, cut: false })
const tally = { records: 9, recordsSearched: 9, matches: 3 }

/** A server that streams these events. */
function streaming(events: readonly (readonly [string, object])[]) {
  const asked: { url: string; body: unknown }[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(url), body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined })
    const frames = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    return new Response(`: open\n\n${frames.join(': beat\n\n')}`)
  }
  return { asked, fetch: fetch as typeof globalThis.fetch }
}
const asked = { caseId: CASE, filter: { text: { literal: 'a?b=c' } }, limit: 2 }

describe('findRecords()', () => {
  test('gathers what is told as it is found, and the counts of the end', async () => {
    const server = streaming([
      ['lines', { type: 'lines', lines: [line(4)] }],
      ['progress', { type: 'progress', ...tally, recordsSearched: 5 }],
      ['lines', { type: 'lines', lines: [line(7)] }],
      ['end', { type: 'end', ...tally }],
      ['done', {}],
    ])
    const found = await findRecords(asked, server)
    expect(found).toEqual({ records: [line(4), line(7)], matches: 3, recordsSearched: 9 })
    expect(server.asked).toEqual([
      {
        url: `/v1/cases/${CASE}/explore/lines`,
        body: { filter: asked.filter, limit: 2, count: true, order: 'file', direction: 'forward' },
      },
    ])
  })

  test('throws the problem that ends a stream, and for one that is cut', async () => {
    const problem = { type: 't', title: 'Sealed data does not verify', status: 500, code: 'storage.damaged' }
    const lines = ['lines', { type: 'lines', lines: [line(4)] }] as const
    await expect(findRecords(asked, streaming([lines, ['error', problem]]))).rejects.toMatchObject({ problem })
    const cut = await findRecords(asked, streaming([lines])).catch((error: unknown) => error)
    expect(statusOf(cut)).toBe(0)
  })
})
