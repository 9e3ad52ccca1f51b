import { afterEach, describe, expect, test } from 'vitest'
import { asking, callAs, collect, inCase, modelAt, startGateway } from '../testing/start-gateway.ts'
import { type Behaviour, startUpstream } from '../testing/upstream.ts'
import { createCounter, createHistogram } from './prometheus-text.ts'

const open: { close: () => Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const PRICE = { input: 2, output: 10, date: '2026-11-23', source: 'a test' }

async function start(behave: (index: number) => Behaviour) {
  const upstream = await startUpstream(behave)
  const gateway = startGateway({
    models: [
      modelAt(upstream.baseUrl, { price: PRICE }),
      modelAt(upstream.baseUrl, { name: 'second', price: PRICE }),
      modelAt(upstream.baseUrl, { name: 'vectors', use: 'embedding' }),
    ],
  })
  open.push(upstream, gateway)
  return gateway
}
const valueOf = (text: string, line: string) =>
  Number(
    text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.split(' ')[1],
  )

describe('the metrics of usage', () => {
  test('count tokens, dollars and attempts of whole answers, streams and embeddings by model and outcome', async () => {
    const { client, metrics } = await start((index) => (index === 0 ? { type: 'status', status: 500 } : { type: 'answer' }))
    await client.completeChat(asking('why?'), callAs())
    await collect(client.streamChat(asking('why?'), callAs()))
    await client.embed({ texts: ['a'] }, callAs())
    const text = metrics()
    const value = (line: string) => valueOf(text, `faultmaven_llm_${line}`)
    expect(value('attempt_seconds_count{model="main",provider="openai-compatible",outcome="server-error"}')).toBe(1)
    expect(value('attempt_seconds_count{model="second",provider="openai-compatible",outcome="answered"}')).toBe(1)
    expect(value('attempt_seconds_count{model="main",provider="openai-compatible",outcome="answered"}')).toBe(1)
    expect(value('first_token_seconds_count{model="main",provider="openai-compatible"}')).toBe(1)
    expect(value('tokens_total{model="main",provider="openai-compatible",direction="input"}')).toBe(10)
    expect(value('tokens_total{model="second",provider="openai-compatible",direction="output"}')).toBe(5)
    expect(value('tokens_total{model="vectors",provider="openai-compatible",direction="input"}')).toBe(7)
    expect(value('cost_usd_total{model="main",provider="openai-compatible"}')).toBeCloseTo(70e-6)
    expect(text).not.toContain('cost_usd_total{model="vectors"')
  })

  test('count what came of an answer that was cut, and nothing of one that was cached', async () => {
    const { client, metrics } = await start((index) => (index === 0 ? { type: 'cut', after: 9 } : { type: 'answer' }))
    await collect(client.streamChat(asking('why?'), callAs()))
    const output = 'faultmaven_llm_tokens_total{model="main",provider="openai-compatible",direction="output"}'
    expect(valueOf(metrics(), output)).toBe(9)
    const asked = inCase(asking('why?'))
    await collect(client.generate(asked, callAs()))
    const once = valueOf(metrics(), output)
    await collect(client.generate(asked, callAs()))
    expect([once, valueOf(metrics(), output)]).toEqual([14, 14])
  })

  test('tell nothing of a case, a caller or a text', async () => {
    const { client, metrics } = await start(() => ({ type: 'answer' }))
    const asked = inCase(asking('why does orders-db fail?'))
    await collect(client.generate(asked, callAs('ada')))
    for (const word of [asked.caseId, 'ada', 'orders', 'pool']) expect(metrics()).not.toContain(word)
  })
})

describe('the text of Prometheus', () => {
  test('escapes labels and adds up buckets', () => {
    const counter = createCounter('a_total', 'Of a.')
    counter.of({ x: 'q"\\\n' })(2)
    counter.of({ x: 'q"\\\n' })(3)
    expect(counter.render()).toBe('# HELP a_total Of a.\n# TYPE a_total counter\na_total{x="q\\"\\\\\\n"} 5\n')
    const histogram = createHistogram('b', 'Of b.', [1, 2])
    for (const value of [1, 1.5, 9]) histogram.of({ x: 'y' })(value)
    expect(histogram.render().split('\n').slice(2, -1)).toEqual([
      'b_bucket{x="y",le="1"} 1',
      'b_bucket{x="y",le="2"} 2',
      'b_bucket{x="y",le="+Inf"} 3',
      'b_sum{x="y"} 11.5',
      'b_count{x="y"} 3',
    ])
  })
})
