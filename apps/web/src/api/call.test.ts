import { api } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { messageOf, statusOf } from './api-error.ts'
import { call } from './call.ts'

const CASE = '10000000-0000-4000-8000-000000000001'
const { readLines, exploreTemplates, deleteCase, listCases } = api.operations

/** A server that notes what it was asked and gives one answer. */
function answering(status: number, body: unknown) {
  const asked: { url: string; method: string; body: unknown }[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(url), method: init.method ?? 'GET', body: init.body })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }
  return { asked, fetch: fetch as typeof globalThis.fetch }
}

describe('call()', () => {
  test('puts named input into the path and the rest of a GET into the query', async () => {
    const server = answering(200, { totalLines: 1, lines: [{ line: 1, text: 'x', cut: false }] })
    const answer = await call(readLines, { caseId: CASE, sourceId: CASE, from: 1, count: 200 }, server)
    expect(server.asked[0]?.url).toBe(`/v1/cases/${CASE}/sources/${CASE}/lines?from=1&count=200`)
    expect(answer.lines[0]?.text).toBe('x')
  })

  test('sends the rest of a POST as JSON', async () => {
    const server = answering(200, { total: 0, templates: [] })
    await call(exploreTemplates, { caseId: CASE, offset: 0, limit: 5 }, server)
    expect(server.asked[0]).toMatchObject({ url: `/v1/cases/${CASE}/explore/templates`, method: 'POST' })
    expect(JSON.parse(String(server.asked[0]?.body))).toEqual({ offset: 0, limit: 5 })
  })

  test('throws the problem document of a refusal', async () => {
    const server = answering(404, { type: 't', title: 'There is no such case', status: 404, code: 'case.not_found' })
    const error = await call(deleteCase, { caseId: CASE }, server).catch((thrown: unknown) => thrown)
    expect([statusOf(error), messageOf(error)]).toEqual([404, 'There is no such case'])
  })

  test('still names the status when the body is no problem document', async () => {
    const error = await call(listCases, {}, answering(502, '<html>')).catch((thrown: unknown) => thrown)
    expect([statusOf(error), messageOf(error)]).toEqual([502, 'The server answered 502'])
  })

  test('says what to do when nobody answers', async () => {
    const fetch = () => Promise.reject(new TypeError('Failed to fetch'))
    const error = await call(listCases, {}, { fetch }).catch((thrown: unknown) => thrown)
    expect(statusOf(error)).toBe(0)
    expect(messageOf(error)).toContain('npm start')
  })

  test('refuses an answer outside the contract', async () => {
    await expect(call(listCases, {}, answering(200, { cases: 'none' }))).rejects.toThrow(/cases/)
  })
})
