import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { type BundledTurn, type BundleEntry, encodeEntry, openBundle, readEntries, sealBundle } from '@faultmaven/bundle'
import { answering, calling, createScriptedModel } from '@faultmaven/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyze } from '../analyze/analyze.ts'
import { createOfflineCase, offlineContext } from '../roles/offline-case.ts'
import { differencesOf } from './differences.ts'
import { openNewFile } from './new-file.ts'
import { replay } from './replay.ts'

const PASSPHRASE = 'correct horse battery'
const MODEL_LIMITS = { stallMs: 200, wallMs: 5000 }
const LOG = Array.from({ length: 40 }, (_, second) => {
  const time = `2026-03-12T10:00:${String(second).padStart(2, '0')}Z`
  return second < 20
    ? `${time} INFO wal segment ${second} written`
    : `${time} ERROR write /var/lib/db/wal: No space left on device`
}).join('\n')
const PROXY = '2026-03-12T10:00:30Z ERROR proxy upstream db:5432 refused the connection: Connection refused\n'.repeat(9)
const CHECKOUT = 'WARN checkout: could not log in to orders-db, permission denied\nWARN checkout: orders-db is slow to respond\n'

// Each passphrase costs half a second of one core, on purpose.
describe('a bundle', { timeout: 60_000 }, () => {
  let folder: string
  let bundle: string
  let secret: readonly string[]
  const told: string[] = []
  const place = (name: string) => path.join(folder, name)
  const file = (name: string, bytes: string | Uint8Array) => ({ name, open: () => Readable.from([Buffer.from(bytes)]) })

  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line))
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    folder = await mkdtemp(path.join(os.tmpdir(), 'bundle-test-'))
    bundle = place('case.fmbundle')
    secret = ['--passphrase-file', place('passphrase')]
    await writeFile(place('passphrase'), `${PASSPHRASE}\n`)
    await writeFile(place('db.log'), `${LOG}\n`)
    await writeFile(place('empty.log'), '')
    await writeFile(place('proxy.log.gz'), gzipSync(PROXY))
    const files = ['db.log', 'empty.log', 'proxy.log.gz'].map(place)
    await analyze(['-q', 'Why do writes fail?', '--bundle', bundle, ...secret, ...files], '0.1.0')
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true, force: true })
  })

  test('replays to the same conclusions, byte for byte', async () => {
    told.length = 0
    expect(await replay([bundle, ...secret], '0.1.0')).toBe(0)
    expect(told).toEqual([expect.stringMatching(/^turn 1: the same, byte for byte/)])
  })

  test('of several turns, words of the user between them and what was pasted replays the same', async () => {
    const offline = await createOfflineCase({ conclusions: { version: '0.1.0', signatures: true } })
    const { caseId, investigation } = offline
    const say = (feedbackId: string, hypothesisId: string) =>
      investigation.giveFeedback(
        { caseId, feedbackId, verdict: 'wrong', target: { kind: 'hypothesis', hypothesisId } },
        offlineContext(),
      )
    const first = await offline.ask({ question: `Is this bad?\n\`\`\`\n${PROXY}\`\`\``, files: [file('db.log', LOG)] })
    const leader = first.board.problems[0]?.hypotheses[0]?.id ?? ''
    await say('7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0011', leader)
    await offline.ask({ question: 'How many errors were there?', files: [] })
    await offline.ask({ files: [file('proxy.log.gz', gzipSync(PROXY))] })
    await say('7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0012', leader)
    await investigation.undoFeedback({ caseId, feedbackId: '7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0012' }, offlineContext())
    await say('7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0013', leader)
    await writeBundle(offline, place('turns.fmbundle'))
    told.length = 0
    expect(await replay([place('turns.fmbundle'), ...secret], '0.1.0')).toBe(0)
    expect(told).toEqual([1, 2, 3].map((turn) => expect.stringMatching(`^turn ${turn}: the same, byte for byte`)))
  })

  test('of an answer that asks the user something replays to the same question', async () => {
    const offline = await createOfflineCase({ conclusions: { version: '0.1.0', signatures: true } })
    const { asked } = await offline.ask({ question: 'Why do orders fail?', files: [file('checkout.log', CHECKOUT)] })
    expect(asked?.choices).not.toHaveLength(0)
    await writeBundle(offline, place('asking.fmbundle'))
    told.length = 0
    expect(await replay([place('asking.fmbundle'), ...secret], '0.1.0')).toBe(0)
    expect(told).toEqual([expect.stringMatching(/^turn 1: the same, byte for byte/)])
  })

  test('holds what the user answered, changed and took back, which replays the same', async () => {
    const offline = await createOfflineCase({ conclusions: { version: '0.1.0', signatures: true } })
    const { caseId, investigation } = offline
    const { asked } = await offline.ask({ question: 'Why do orders fail?', files: [file('checkout.log', CHECKOUT)] })
    const { turnId, choices } = asked!
    const [yes, no] = choices.map(({ value }) => value)
    const answer = (value?: string) =>
      investigation.answerQuestion({ caseId, turnId, ...(value !== undefined && { value }) }, offlineContext())
    for (const value of [no, undefined, yes, no]) await answer(value)
    await offline.ask({ question: 'And now?', files: [file('proxy.log', PROXY)] })
    await answer()
    await writeBundle(offline, place('answered.fmbundle'))
    const held: unknown[] = []
    for await (const { entry } of readEntries(openBundle(createReadStream(place('answered.fmbundle')), PASSPHRASE)))
      held.push(entry.kind === 'reply' ? entry.value : entry.kind)
    expect(held).toEqual(['bundle', 'turn', no, undefined, yes, no, 'turn', undefined])
    told.length = 0
    expect(await replay([place('answered.fmbundle'), ...secret], '0.1.0')).toBe(0)
    expect(told).toEqual([1, 2].map((turn) => expect.stringMatching(`^turn ${turn}: the same, byte for byte`)))
  })

  test('of a turn with a model is replayed with what it said then, and asks nobody', async () => {
    const proof = { predicate: 'present', at: ['A1:25'], quote: 'No space left on device' }
    const hypotheses = [{ mechanism: 'disk/exhausted', title: 'The disk of the database is full', claims: [proof] }]
    const words = { statements: [{ text: 'Writes fail since the disk is full.', basis: 'inference' }] }
    const model = createScriptedModel(({ purpose }, { index }) => {
      if (purpose === 'wording') return answering(words)
      return index === 0
        ? calling({ name: 'read_lines', arguments: { source: 'A1', from: 20, count: 3 } })
        : answering({ hypotheses })
    })
    const offline = await createOfflineCase({
      conclusions: { version: '0.1.0', signatures: true },
      llmGateway: model.client,
      modelLimits: MODEL_LIMITS,
    })
    const { statements } = await offline.ask({ question: 'Why?', files: [file('db.log', LOG)] })
    expect(statements.map(({ text }) => text)).toContain('Writes fail since the disk is full.')
    await writeBundle(offline, place('model.fmbundle'))
    const asked = model.requests.length
    told.length = 0
    expect(await replay([place('model.fmbundle'), ...secret], '0.1.0')).toBe(0)
    expect(told).toEqual([expect.stringMatching(/^turn 1: the same, byte for byte/)])
    expect(model.requests).toHaveLength(asked)
  })

  test.each(['hypotheses', 'wording'])(
    'of a turn that a word of the user met while its model was asked for %s replays the same',
    async (when) => {
      let say: (() => Promise<unknown>) | undefined
      const model = createScriptedModel(async function* ({ purpose }) {
        if (purpose === when) await say?.()
        yield* answering(purpose === 'hypotheses' ? { hypotheses: [] } : { statements: [] })
      })
      const offline = await createOfflineCase({ conclusions: { version: '0.1.0', signatures: true }, llmGateway: model.client })
      const { caseId, investigation } = offline
      const { board } = await offline.ask({ question: 'Why?', files: [file('db.log', LOG), file('proxy.log', PROXY)] })
      const hypothesisId = board.problems[0]?.hypotheses[0]?.id ?? ''
      const target = { kind: 'hypothesis' as const, hypothesisId }
      const feedbackId = '7b5d7c9e-4c39-4a0c-9d2f-3f0a4c6f0014'
      say = () => investigation.giveFeedback({ caseId, feedbackId, verdict: 'wrong', target }, offlineContext())
      const later = await offline.ask({ question: 'And what else?', files: [] })
      expect(later.board.cause).toBe('feedback')
      await writeBundle(offline, place(`${when}.fmbundle`))
      told.length = 0
      expect(await replay([place(`${when}.fmbundle`), ...secret], '0.1.0')).toBe(0)
      expect(told).toEqual([1, 2].map((turn) => expect.stringMatching(`^turn ${turn}: the same, byte for byte`)))
    },
  )

  test('tells the silence of a model as it was', async () => {
    const model = createScriptedModel(async function* () {
      await new Promise((resolve) => setTimeout(resolve, 2000).unref())
      yield* answering('late')
    })
    const limits = { llmGateway: model.client, modelLimits: MODEL_LIMITS }
    const offline = await createOfflineCase({ conclusions: { version: '0.1.0', signatures: true }, ...limits })
    const { degraded } = await offline.ask({ question: 'Why?', files: [file('db.log', LOG)] })
    expect(degraded).toEqual(['The model was not used: it did not answer in time'])
    await writeBundle(offline, place('silent.fmbundle'))
    expect(await replay([place('silent.fmbundle'), ...secret], '0.1.0')).toBe(0)
  })

  test('is never written over a file that is there, nor under a short passphrase, nor in a folder that is not there', async () => {
    const log = place('db.log')
    await expect(analyze(['--bundle', log, ...secret, log], '0.1.0')).rejects.toThrow('it exists already')
    await writeFile(place('short'), 'abc')
    const short = ['--bundle', `${bundle}-2`, '--passphrase-file', place('short'), log]
    await expect(analyze(short, '0.1.0')).rejects.toThrow('at least 8 characters')
    const nowhere = path.join(folder, 'nowhere', 'x.fmbundle')
    await expect(analyze(['--bundle', nowhere, ...secret, log], '0.1.0')).rejects.toThrow('its folder does not exist')
    expect((await readdir(folder)).filter((name) => /-2|part$/.test(name))).toEqual([])
  })

  test('of a log that is being written to holds what it had at the start', async () => {
    const growing = place('growing.log')
    await writeFile(growing, `${LOG}\n`)
    const growth = setInterval(() => void appendFile(growing, PROXY), 1)
    try {
      expect(await analyze(['--bundle', place('growing.fmbundle'), ...secret, growing], '0.1.0')).toBe(1)
    } finally {
      clearInterval(growth)
    }
    expect(await replay([place('growing.fmbundle'), ...secret], '0.1.0')).toBe(0)
  })

  test('does not take the name of a file that has come meanwhile, and clears away what a kill left of it', async () => {
    const taken = place('taken')
    const gone = 2 ** 22 + 1
    await writeFile(`${taken}.${gone}.part`, 'left')
    const opened = await openNewFile(taken)
    await writeFile(taken, 'mine')
    await expect(opened.write(Readable.from([Buffer.from('bundle')]))).rejects.toThrow('it exists by now')
    await opened.close()
    expect(await readFile(taken, 'utf8')).toBe('mine')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('is replayed only with the knowledge that it was made with', async () => {
    vi.stubEnv('FAULTMAVEN_WITHOUT_TECHNOLOGY', 'redis')
    const without = place('without.fmbundle')
    try {
      await expect(replay([bundle, ...secret], '0.1.0')).rejects.toThrow('this process leaves out "redis"')
      await analyze(['--bundle', without, ...secret, place('db.log')], '0.1.0')
      expect(await replay([without, ...secret], '0.1.0')).toBe(0)
    } finally {
      vi.unstubAllEnvs()
    }
    await expect(replay([without, ...secret], '0.1.0')).rejects.toThrow('--without-technology redis')
  })

  test('of a turn that cannot be compared, or of none, is not said to be the same; its words cannot command a terminal', async () => {
    const hostile = 'evil\u001b[2J'
    const head = {
      kind: 'bundle',
      format: 'faultmaven-bundle/2',
      version: hostile,
      caseId: randomUUID(),
      signatures: true,
    } as const
    const bundleOf = async (name: string, ...entries: readonly BundleEntry[]) => {
      const chunks = sealBundle(Readable.from(entries.map(encodeEntry)), PASSPHRASE)
      await writeFile(place(name), Readable.from(chunks))
      return place(name)
    }
    const none = await bundleOf('none.fmbundle', head)
    await expect(replay([none, ...secret], '0.1.0')).rejects.toThrow('holds no turn')
    told.length = 0
    const stopped: BundledTurn = {
      kind: 'turn',
      turnId: randomUUID(),
      mode: 'query',
      question: 'Why?',
      askedAtMs: 1,
      logFormats: [],
      files: [],
      missing: [],
      isAnalysed: false,
      isAnswered: false,
      journal: { notExamined: [] },
      answer: '{}',
    }
    expect(await replay([await bundleOf('stopped.fmbundle', head, stopped), ...secret], '0.1.0')).toBe(3)
    expect(told.join('\n')).not.toContain('\u001b')
    const unknown = { ...head, withoutTechnology: hostile }
    const refused = replay([await bundleOf('unknown.fmbundle', unknown), ...secret], '0.1.0')
    await expect(refused).rejects.toThrow('--without-technology evil\ufffd[2J')
  })

  test('of another version shows what differs', () => {
    expect(differencesOf('{"headline":"The network is down"}', '{"headline":"The disk is full"}')).toEqual([
      'headline: "The network is down" → "The disk is full"',
    ])
    expect(differencesOf('{"a":1,"b":2}', '{"b":2,"a":1}')).toEqual(['the order of fields differs'])
  })
})

async function writeBundle(offline: Awaited<ReturnType<typeof createOfflineCase>>, name: string): Promise<void> {
  const opened = await openNewFile(name)
  try {
    await opened.write(offline.exportBundle(PASSPHRASE))
  } finally {
    await opened.close()
    await offline.close()
  }
}
