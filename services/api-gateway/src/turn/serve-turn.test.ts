import { createHash, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Id } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { createScriptedBackends } from '../testing/scripted-backends.ts'
import { startGateway } from '../testing/start-gateway.ts'

type Gateway = Awaited<ReturnType<typeof startGateway>>
const started: Gateway[] = []
afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.stop()
})

async function setUp(script: Parameters<typeof createScriptedBackends>[0] = {}, limits = {}) {
  const { backends, told } = createScriptedBackends(script)
  const gateway = await startGateway(backends, { limits })
  started.push(gateway)
  return { gateway, told }
}

const turnPath = (caseId = randomUUID(), turnId = randomUUID()) => `/v1/cases/${caseId}/turns/${turnId}`
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

function form(
  turn: unknown,
  files: readonly (readonly [name: string, content: string | Uint8Array<ArrayBuffer>])[] = [],
): FormData {
  const body = new FormData()
  if (turn !== undefined) body.append('turn', new Blob([JSON.stringify(turn)], { type: 'application/json' }))
  for (const [name, content] of files) body.append('file', new Blob([content]), name)
  return body
}

function post(
  { origin, headers }: Gateway,
  path: string,
  body: FormData | string,
  more: Record<string, string> = {},
): Promise<Response> {
  return fetch(origin + path, { method: 'POST', body, headers: { ...headers, ...more } })
}

describe('the single call', () => {
  test('hands question and files on, in order and byte for byte, and answers with the whole turn', async () => {
    const { gateway, told } = await setUp()
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251)
    const response = await post(
      gateway,
      turnPath(),
      form({ question: 'Why?' }, [
        ['a.log', 'one\ntwo\n'],
        ['ü/../x.bin', bytes],
      ]),
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ outcome: 'answered', headline: 'The disk is full', mode: 'both' })
    expect(told.calls).toEqual(['begin both Why?', 'open', 'file a.log', 'file ü/../x.bin', 'close', 'submit'])
    expect(told.files).toEqual([
      { name: 'a.log', sha256: sha256('one\ntwo\n') },
      { name: 'ü/../x.bin', sha256: sha256(bytes) },
    ])
  })

  test('data that was pasted into the question is a source behind the files', async () => {
    const { gateway, told } = await setUp()
    const log = '2026-03-12T10:00:01Z ERROR pool timed out\n2026-03-12T10:00:02Z INFO retrying\n'
    const response = await post(gateway, turnPath(), form({ question: `Why?\n${log}` }, [['a.log', 'one\n']]))
    expect(await response.json()).toMatchObject({ mode: 'both' })
    expect(told.files.slice(1)).toEqual([{ name: 'pasted.txt', sha256: sha256(log) }])
    const alone = await setUp()
    await post(alone.gateway, turnPath(), form({ question: log }))
    expect(alone.told.calls.slice(1)).toEqual(['open', 'file pasted.txt', 'close', 'submit'])
  })

  test('the next file is read while the one before it is still being finished; the turn closes after both', async () => {
    let finishFirst = () => {}
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve
    })
    const { gateway, told } = await setUp({
      async onFile(name, body) {
        await finished(body.resume())
        if (name === 'a.log') await first
        else finishFirst()
      },
    })
    const response = await post(
      gateway,
      turnPath(),
      form({ question: 'Why?' }, [
        ['a.log', 'one'],
        ['b.log', 'two'],
      ]),
    )
    expect(response.status).toBe(200)
    expect(told.calls).toEqual(['begin both Why?', 'open', 'file a.log', 'file b.log', 'close', 'submit'])
    expect(told.files.map(({ name }) => name).toSorted()).toEqual(['a.log', 'b.log'])
  })

  test('a question alone, as multipart or as JSON, asks nothing of data-processing', async () => {
    const { gateway, told } = await setUp()
    expect((await post(gateway, turnPath(), form({ question: 'What is ENOSPC?' }))).status).toBe(200)
    const json = JSON.stringify({ question: 'What is ENOSPC?' })
    const created = await post(gateway, '/v1/cases', json, { 'content-type': 'application/json' })
    expect(created.status).toBe(201)
    const { caseId, turnId } = z.object({ caseId: Id, turnId: Id }).parse(await created.json())
    expect(created.headers.get('location')).toBe(`/v1/cases/${caseId}/events?turnId=${turnId}`)
    expect(told.calls).toEqual(['begin query What is ENOSPC?', 'submit', 'begin query What is ENOSPC?', 'submit'])
  })

  test('files alone are a turn of data', async () => {
    const { gateway, told } = await setUp()
    expect((await post(gateway, turnPath(), form(undefined, [['a.log', 'x']]))).status).toBe(200)
    expect(told.submitted).toMatchObject([{ mode: 'data', notExamined: [] }])
  })

  test.each([
    ['nothing at all', form(undefined, []), {}],
    ['a blank question', form({ question: ' \n' }), {}],
    ['a turn that is no JSON', '{', { 'content-type': 'application/json' }],
    ['a multipart body without boundary', 'x', { 'content-type': 'multipart/form-data' }],
    ['another kind of body', 'x', { 'content-type': 'text/plain' }],
  ])('%s is a problem, and no turn begins', async (_name, body, more) => {
    const { gateway, told } = await setUp()
    const response = await post(gateway, turnPath(), body, more)
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await response.json()).toMatchObject({ code: 'request.invalid' })
    expect(told.calls).toEqual([])
  })

  test('a part that is not known is ignored and told, a late "turn" is refused', async () => {
    const { gateway, told } = await setUp()
    const extra = form({ question: 'Why?' }, [['a.log', 'x']])
    extra.append('colour', 'blue')
    expect((await post(gateway, turnPath(), extra)).status).toBe(200)
    expect(told.submitted[0]?.notExamined).toEqual(['The part "colour" is not known and was not read'])
    const late = form(undefined, [['a.log', 'x']])
    late.append('turn', new Blob(['{"question":"Why?"}']))
    expect((await post(gateway, turnPath(), late)).status).toBe(422)
  })

  test('respond-async answers 202 and says where to follow', async () => {
    const { gateway } = await setUp()
    const [caseId, turnId] = [randomUUID(), randomUUID()]
    const response = await post(gateway, turnPath(caseId, turnId), form({ question: 'Why?' }), { prefer: 'respond-async' })
    expect(response.status).toBe(202)
    expect(response.headers.get('location')).toBe(`/v1/cases/${caseId}/events?turnId=${turnId}`)
    expect(await response.json()).toEqual({ caseId, turnId })
  })

  test('an event stream begins while the body still arrives', async () => {
    const { gateway } = await setUp()
    const { socket, until } = await rawPost(gateway, turnPath(), 'text/event-stream')
    socket.write(chunk(part('turn', undefined, '{"question":"Why?"}') + part('file', 'a.log', 'half of a li', false)))
    expect(await until('event: turn-started')).toContain('HTTP/1.1 200')
    socket.write(chunk('ne\r\n--b--\r\n') + chunk(''))
    expect(await until('event: done')).toContain('event: answer-end')
  })

  test('one file that cannot be taken is a sentence; the others and the turn are answered', async () => {
    const onFile = async (name: string, body: Readable) => {
      if (name === 'bomb.zip') throw new ProblemError('upload.bomb', { detail: 'It unpacks to 900 times its size' })
      for await (const _ of body);
    }
    const { gateway, told } = await setUp({ onFile })
    const files = [
      ['bomb.zip', new Uint8Array(500_000)],
      ['a.log', 'x'],
    ] as const
    expect((await post(gateway, turnPath(), form({ question: 'Why?' }, files))).status).toBe(200)
    expect(told.files).toEqual([{ name: 'a.log', sha256: sha256('x') }])
    expect(told.submitted[0]?.notExamined).toEqual(['bomb.zip: It unpacks to 900 times its size'])
  })

  test('more files than the limit are counted out, not refused', async () => {
    const { gateway, told } = await setUp({}, { maxFiles: 2 })
    const files = ['a', 'b', 'c'].map((name) => [name, name] as const)
    expect((await post(gateway, turnPath(), form(undefined, files))).status).toBe(200)
    expect(told.files).toHaveLength(2)
    expect(told.submitted[0]?.notExamined).toEqual(['Only the first 2 files of the body were taken'])
  })

  test('when the analysis cannot be closed the turn is interrupted and the caller told', async () => {
    const onClose = () => {
      throw new ProblemError('service.unavailable', { detail: 'data-processing is away' })
    }
    const { gateway, told } = await setUp({ onClose })
    expect((await post(gateway, turnPath(), form(undefined, [['a', 'a']]))).status).toBe(503)
    expect(told.calls.at(-1)).toBe('interrupt: The upload ended early: data-processing is away')
  })
})

describe('the same turn again', () => {
  test('with the same body is the same turn, whatever its boundary; with another body a conflict', async () => {
    const { gateway, told } = await setUp()
    const path = turnPath()
    const send = (content: string) => post(gateway, path, form({ question: 'Why?' }, [['a.log', content]]))
    expect((await send('one')).status).toBe(200)
    expect((await send('one')).status).toBe(200)
    expect(told.calls.filter((call) => call === 'submit')).toHaveLength(1)
    expect(told.files).toHaveLength(1)
    const other = await send('two')
    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ code: 'turn.conflict' })
  })

  test('after a cut body it is taken up again', async () => {
    const { gateway, told } = await setUp()
    const path = turnPath()
    const { socket, closed } = await rawPost(gateway, path)
    socket.write(chunk(part('turn', undefined, '{"question":"Why?"}') + part('file', 'a.log', 'half of a li', false)))
    await eventually(() => told.calls.includes('file a.log'))
    socket.destroy()
    await closed
    await eventually(() => told.calls.some((call) => call.startsWith('interrupt')))
    expect(told.calls.at(-1)).toBe('interrupt: The upload was cut before it was complete; send the turn again to go on')
    expect(told.files).toEqual([])
    expect((await post(gateway, path, form({ question: 'Why?' }, [['a.log', 'half of a line']]))).status).toBe(200)
    expect(told.files).toEqual([{ name: 'a.log', sha256: sha256('half of a line') }])
  })

  test('sent again while the first sender hangs, it cuts the first', async () => {
    const { gateway, told } = await setUp()
    const path = turnPath()
    const { socket, until } = await rawPost(gateway, path)
    socket.write(chunk(part('file', 'a.log', 'half of a li', false)))
    await eventually(() => told.calls.includes('file a.log'))
    expect((await post(gateway, path, form(undefined, [['a.log', 'half of a line']]))).status).toBe(200)
    expect(await until('turn.incomplete')).toContain('HTTP/1.1 400')
    expect(told.calls.filter((call) => /^(begin|interrupt|submit)/.test(call)).map((call) => call.split(/[ :]/)[0])).toEqual([
      'begin',
      'interrupt',
      'begin',
      'submit',
    ])
  })

  test('a multipart body that ends without its last boundary is incomplete', async () => {
    const { gateway, told } = await setUp()
    const { socket, until } = await rawPost(gateway, turnPath())
    socket.write(chunk(part('file', 'a.log', 'half of a li', false)) + chunk(''))
    expect(await until('turn.incomplete')).toContain('HTTP/1.1 400')
    expect(told.calls.at(-1)).toMatch(/^interrupt/)
  })
})

describe('pressure', () => {
  test('beyond the cap an upload is turned away with when to come again', async () => {
    const { gateway, told } = await setUp({}, { maxUploads: 1 })
    const { socket } = await rawPost(gateway, turnPath())
    socket.write(chunk(part('file', 'a.log', 'x', false)))
    await eventually(() => told.calls.includes('file a.log'))
    const refused = await post(gateway, turnPath(), form({ question: 'Why?' }))
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('2')
    socket.destroy()
  })
})

const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

function part(field: string, name: string | undefined, content: string, isClosed = true): string {
  const file = name === undefined ? '' : `; filename="${name}"`
  return `--b\r\ncontent-disposition: form-data; name="${field}"${file}\r\n\r\n${content}${isClosed ? '\r\n' : ''}`
}

/** A chunked request whose body the test writes itself. */
async function rawPost({ port, host, headers }: Gateway, path: string, accept = 'application/json') {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  let isClosed = false
  socket.on('data', (data: Buffer) => (answer += data.toString())).on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true
      resolve()
    })
  })
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      `host: ${host}`,
      `origin: ${headers.origin}`,
      `cookie: ${headers.cookie}`,
      `accept: ${accept}`,
      'content-type: multipart/form-data; boundary=b',
      'transfer-encoding: chunked',
      '\r\n',
    ].join('\r\n'),
  )
  const until = async (text: string): Promise<string> => {
    await eventually(() => answer.includes(text) || isClosed)
    return answer
  }
  return { socket, until, closed }
}

async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
