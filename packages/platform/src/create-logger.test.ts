import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { createLogger } from './create-logger.ts'
import { describeFailure } from './describe-failure.ts'

function capture(): { logger: ReturnType<typeof createLogger>; text: () => string; lines: () => unknown[] } {
  let text = ''
  const destination = { write: (line: string) => void (text += line) }
  const lines = () =>
    text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  return { logger: createLogger({ role: 'agent', destination }), text: () => text, lines }
}

describe('createLogger()', () => {
  test('writes one JSON object a line, with role, level and time', () => {
    const { logger, lines } = capture()
    logger.info({ caseId: 'c-1' }, 'turn started')
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        service: 'agent',
        pid: process.pid,
        caseId: 'c-1',
        msg: 'turn started',
      },
    ])
  })

  test('cuts credentials out wherever they are', () => {
    const { logger, text } = capture()
    logger.info({ authorization: 'hunter2' })
    logger.info({ headers: { authorization: 'Bearer hunter2', cookie: 'fm_1=hunter2', 'set-cookie': ['hunter2'] } })
    logger.info({ response: { headers: { 'set-cookie': 'hunter2', 'x-fm-principal': 'hunter2' } } })
    expect(text()).not.toContain('hunter2')
    expect(text().match(/\[redacted\]/g)).toHaveLength(6)
  })

  test('says where an error arose, not what it says', () => {
    const { logger, text, lines } = capture()
    logger.error(
      { err: new SyntaxError('hunter2\n    at hunter2', { cause: Object.assign(new Error('hunter2'), { code: 'EIO' }) }) },
      'failed',
    )
    expect(text()).not.toContain('hunter2')
    expect(lines()).toMatchObject([{ err: { type: 'SyntaxError', cause: { type: 'Error', code: 'EIO' } } }])
  })

  test('takes no message from an error', () => {
    const { logger, text, lines } = capture()
    logger.error(new RangeError('hunter2'))
    logger.error({ err: new Error('hunter2') })
    logger.error({ err: new Error('hunter2') }, 'hunter2')
    logger.warn(new Error('hunter2'), 'cannot seal')
    expect(text()).not.toContain('hunter2')
    expect(lines()).toMatchObject([
      { msg: 'RangeError', err: { type: 'RangeError' } },
      { msg: 'Error' },
      { msg: 'Error' },
      { msg: 'cannot seal' },
    ])
  })

  test('logs requests of Fastify without query and headers', async () => {
    const { logger, text } = capture()
    const fastify = Fastify({ loggerInstance: logger })
    fastify.get('/sources', async () => {
      throw new Error('hunter2')
    })
    await fastify.inject({ url: '/sources?name=hunter2.log', headers: { cookie: 'hunter2' } })
    expect(text()).not.toContain('hunter2')
    expect(text()).toContain('"path":"/sources"')
    expect(text()).toContain('"statusCode":500')
  })
})

describe('describeFailure()', () => {
  test('gives type, code and frames', () => {
    const failure = describeFailure(Object.assign(new TypeError('x'), { code: 'E1' }))
    expect(failure).toMatchObject({ type: 'TypeError', code: 'E1' })
    expect(failure.frames[0]).toMatch(/^at .*create-logger\.test\.ts/)
  })

  test('ends on causes that go round, and takes anything thrown', () => {
    const error = new Error('a')
    error.cause = error
    expect(JSON.stringify(describeFailure(error)).length).toBeLessThan(20_000)
    expect(describeFailure('hunter2')).toEqual({ type: 'string', frames: [] })
  })
})
