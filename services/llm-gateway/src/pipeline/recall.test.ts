import { createMemoryKv } from '@faultmaven/storage'
import { afterEach, describe, expect, test } from 'vitest'
import { asking, callAs, collect, inCase, modelAt, startGateway } from '../testing/start-gateway.ts'
import { startUpstream } from '../testing/upstream.ts'

const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const HOUR_MS = 3_600_000
/** Nearly the same direction for all that is asked of one matter. */
const vectorOf = (text: string) => [/drain|empt/i.test(text) ? 1 : 0, /heap/i.test(text) ? 1 : 0, text.length / 10_000]

async function start({ text = 'Cordon it, then evict its pods.', isOn = true } = {}) {
  const clock = { ms: Date.now() }
  const upstream = await startUpstream(() => ({ type: 'answer', text }), vectorOf)
  const kv = createMemoryKv({ now: () => clock.ms })
  const models = [modelAt(upstream.baseUrl), modelAt(upstream.baseUrl, { name: 'vectors', modelId: 'v-1', use: 'embedding' })]
  const settings = isOn ? { semanticCache: { ttlMs: HOUR_MS, maxErrorRate: 0.2 } } : {}
  const gateway = startGateway({ models, kv, now: () => clock.ms, random: () => 0, ...settings })
  open.push(upstream, gateway)
  const questions = () => upstream.bodies.filter((body) => body.includes('"messages"')).length
  const ask = async (question: string, context = callAs()) => (await gateway.client.completeChat(asking(question), context)).text
  /** Whether the model was asked. */
  const isAsked = async (work: Promise<unknown>) => {
    const before = questions()
    await work
    return questions() > before
  }
  /** As often as an entry needs to know that its answer holds. */
  const teach = async (question = 'How do I drain a node?', context = callAs()) => {
    for (let times = 0; times < 12; times += 1) await ask(question, context)
  }
  return { ...gateway, upstream, clock, ask, isAsked, teach, questions }
}
const of = (userId: string, ...teamIds: string[]) => callAs(userId, { principal: { userId, teamIds, roles: ['engineer'] } })

describe('a question that means the same', () => {
  test('is answered without the model once enough answers were the same, plain and streamed', async () => {
    const { ask, isAsked, teach, client } = await start()
    expect(await isAsked(teach())).toBe(true)
    expect(await isAsked(ask('What is the way to empty a node?'))).toBe(false)
    const streamed = await collect(client.streamChat(asking('Draining a node: what is the way?'), callAs()))
    expect(streamed.text).toBe('Cordon it, then evict its pods.')
    expect(streamed.end).toEqual({ type: 'finish', reason: 'stop' })
  })

  test('is asked while too little is known', async () => {
    const { ask, isAsked } = await start()
    for (let times = 0; times < 4; times += 1) expect(await isAsked(ask('How do I drain a node?'))).toBe(true)
  })

  test.each([
    'How do I drain 2 nodes?',
    'How do I not drain a node?',
    'How do I drain the node "main"?',
    'How do I drain a node before?',
    'How big is a heap?',
  ])('but not one that differs: %s', async (other) => {
    const { ask, isAsked, teach } = await start()
    await teach()
    expect(await isAsked(ask(other))).toBe(true)
  })

  test('of another team is not known, nor of who is in one team more, nor of another without teams', async () => {
    const { ask, isAsked, teach } = await start()
    await teach(undefined, of('ada', 'sre'))
    const question = 'How do I drain a node?'
    expect(await isAsked(ask(question, of('bob', 'sre')))).toBe(false)
    for (const other of [of('eve', 'dev'), of('eve', 'sre', 'dev'), of('eve'), of('ada')])
      expect(await isAsked(ask(question, other))).toBe(true)
  })

  test('is forgotten after its time', async () => {
    const { ask, isAsked, teach, clock } = await start()
    await teach()
    clock.ms += HOUR_MS - 1
    expect(await isAsked(ask('How do I drain a node?'))).toBe(false)
    clock.ms += 2
    expect(await isAsked(ask('How do I drain a node?'))).toBe(true)
  })

  test('is asked where an operator did not turn the cache on, and no vector is asked for', async () => {
    const { isAsked, ask, teach, upstream, questions } = await start({ isOn: false })
    await teach()
    expect(await isAsked(ask('How do I drain a node?'))).toBe(true)
    expect(upstream.bodies).toHaveLength(questions())
  })

  test('is asked where the question or the answer holds what was withheld', async () => {
    const question = 'How do I drain the node at 203.0.113.9?'
    const asker = await start()
    await asker.teach(question)
    expect(await asker.isAsked(asker.ask(question))).toBe(true)
    expect(await asker.kv.list('team/')).toEqual([])
    const answerer = await start({ text: 'Ask <EMAIL_1>.' })
    await answerer.teach()
    expect(await answerer.kv.list('team/')).toEqual([])
  })

  test('is asked within a case, with tools, in a conversation, with evidence and where answers shall differ', async () => {
    const { client, isAsked, teach } = await start()
    await teach()
    const question = 'How do I drain a node?'
    const user = { role: 'user' as const, parts: [{ origin: 'user' as const, text: question }] }
    const evidence = { origin: 'evidence' as const, text: 'a line' }
    for (const more of [
      { tools: [{ name: 'look', description: '', parameters: { type: 'object' } }] },
      { messages: [user, { role: 'assistant' as const, text: 'So.', toolCalls: [] }, user] },
      { messages: [{ role: 'user' as const, parts: [...user.parts, evidence] }] },
      { parameters: { temperature: 1 } },
      { messages: [{ role: 'system' as const, parts: [{ origin: 'ours' as const, text: 'Answer in verse.' }] }, user] },
      { maxOutputTokens: 50 },
    ])
      expect(await isAsked(client.completeChat(asking(question, more), callAs()))).toBe(true)
    expect(await isAsked(collect(client.generate(inCase(asking(question)), callAs())))).toBe(true)
  })

  test('is kept sealed, and what it was asked with stands in the ledger as anything that leaves', async () => {
    const { kv, teach, client } = await start()
    await teach()
    await client.embed({ texts: ['x'] }, callAs())
    const rows = await kv.list('team/')
    expect(rows).toHaveLength(1)
    const stored = Buffer.from(rows[0]!.value).toString('latin1')
    for (const word of ['drain', 'Cordon']) expect(stored).not.toContain(word)
  })
})
