import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyze } from '../analyze/analyze.ts'
import { differencesOf } from './differences.ts'
import { readBundle } from './read-bundle.ts'
import { replay } from './replay.ts'
import { openBundle } from './write-bundle.ts'

const PASSPHRASE = 'correct horse battery'
const LOG = Array.from({ length: 40 }, (_, second) => {
  const time = `2026-03-12T10:00:${String(second).padStart(2, '0')}Z`
  return second < 20
    ? `${time} INFO wal segment ${second} written`
    : `${time} ERROR write /var/lib/db/wal: No space left on device`
}).join('\n')

describe('a bundle', () => {
  let folder: string
  let bundle: string
  let passphraseFile: string
  const told: string[] = []

  beforeAll(async () => {
    vi.spyOn(console, 'log').mockImplementation((line: string) => void told.push(line))
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    folder = await mkdtemp(path.join(os.tmpdir(), 'bundle-test-'))
    bundle = path.join(folder, 'case.fmbundle')
    passphraseFile = path.join(folder, 'passphrase')
    await writeFile(passphraseFile, `${PASSPHRASE}\n`)
    await writeFile(path.join(folder, 'db.log'), `${LOG}\n`)
    await writeFile(path.join(folder, 'empty.log'), '')
    const files = ['db.log', 'empty.log'].map((name) => path.join(folder, name))
    await analyze(['-q', 'Why do writes fail?', '--bundle', bundle, '--passphrase-file', passphraseFile, ...files], '0.1.0')
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true, force: true })
  })

  test('replays to the same conclusions, byte for byte', async () => {
    told.length = 0
    expect(await replay([bundle, '--passphrase-file', passphraseFile], '0.1.0')).toBe(0)
    expect(told).toEqual([expect.stringMatching(/^turn 1: the same, byte for byte/)])
  })

  test('of an answer that asks the user something replays to the same question', async () => {
    const log = path.join(folder, 'checkout.log')
    await writeFile(
      log,
      'WARN checkout: could not log in to orders-db, permission denied\nWARN checkout: orders-db is slow to respond\n',
    )
    const asking = path.join(folder, 'asking.fmbundle')
    await analyze(['-q', 'Why do orders fail?', '--bundle', asking, '--passphrase-file', passphraseFile, log], '0.1.0')
    const opened = await readBundle(asking, PASSPHRASE)
    expect(JSON.parse(opened.manifest.turns[0]!.answer)).toHaveProperty('asked.choices')
    await opened.close()
    expect(await replay([asking, '--passphrase-file', passphraseFile], '0.1.0')).toBe(0)
  })

  test('holds nothing that can be read without its passphrase', async () => {
    const bytes = (await readFile(bundle)).toString('latin1')
    for (const word of ['No space left', 'db.log', 'manifest', 'faultmaven-bundle', 'Why do writes'])
      expect(bytes).not.toContain(word)
    await expect(readBundle(bundle, 'another passphrase')).rejects.toThrow('another passphrase sealed it, or it is damaged')
  })

  test('is refused when a byte of it was changed, it was cut, or it is something else', async () => {
    const bytes = await readFile(bundle)
    const changed = path.join(folder, 'changed')
    for (const damaged of [
      Buffer.concat([bytes.subarray(0, -20), Buffer.from([(bytes.at(-20) ?? 0) ^ 1]), bytes.subarray(-19)]),
      bytes.subarray(0, -5),
      bytes.subarray(0, 30),
    ]) {
      await writeFile(changed, damaged)
      await expect(readBundle(changed, PASSPHRASE)).rejects.toThrow(/damaged|cut/)
    }
    await writeFile(changed, 'hello')
    await expect(readBundle(changed, PASSPHRASE)).rejects.toThrow('is no bundle')
  })

  test('is never written over a file that is there, nor under a short passphrase', async () => {
    const log = path.join(folder, 'db.log')
    await expect(analyze(['--bundle', log, '--passphrase-file', passphraseFile, log], '0.1.0')).rejects.toThrow(
      'it exists already',
    )
    await writeFile(path.join(folder, 'short'), 'abc')
    const short = ['--bundle', `${bundle}-2`, '--passphrase-file', path.join(folder, 'short'), log]
    await expect(analyze(short, '0.1.0')).rejects.toThrow('at least 8 characters')
  })

  test('is refused before anything is analysed when its files cannot be read twice or its folder is not there', async () => {
    const nowhere = path.join(folder, 'nowhere', 'x.fmbundle')
    const log = path.join(folder, 'db.log')
    await expect(analyze(['--bundle', nowhere, '--passphrase-file', passphraseFile, log], '0.1.0')).rejects.toThrow(
      'its folder does not exist',
    )
    const piped = { name: 'stdin', open: () => Readable.from([Buffer.from(LOG)]) }
    await expect(openBundle(`${bundle}-3`, PASSPHRASE, [piped])).rejects.toThrow('cannot be read a second time')
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining([expect.stringMatching(/-3|part$/)]))
  })

  test('leaves no file when one of its files changes meanwhile, even to the same length', async () => {
    const changing = ['aaaa', 'bbbb']
    const input = { name: 'a.log', bytes: 4, open: () => Readable.from([Buffer.from(changing.shift() ?? '')]) }
    const before = await readdir(folder)
    const writer = await openBundle(`${bundle}-4`, PASSPHRASE, [input])
    const { manifest, close } = await readBundle(bundle, PASSPHRASE)
    await close()
    await expect(writer.write(manifest)).rejects.toThrow('a.log has changed')
    await writer.close()
    expect(await readdir(folder)).toEqual(before)
  })

  test('does not take the name of a file that has come meanwhile', async () => {
    const taken = path.join(folder, 'taken')
    const writer = await openBundle(taken, PASSPHRASE, [])
    await writeFile(taken, 'mine')
    const { manifest, close } = await readBundle(bundle, PASSPHRASE)
    await close()
    await expect(writer.write(manifest)).rejects.toThrow('it exists by now')
    await writer.close()
    expect(await readFile(taken, 'utf8')).toBe('mine')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('is replayed only with the knowledge that it was made with', async () => {
    vi.stubEnv('FAULTMAVEN_WITHOUT_TECHNOLOGY', 'redis')
    const without = path.join(folder, 'without.fmbundle')
    const log = path.join(folder, 'db.log')
    try {
      const replayed = replay([bundle, '--passphrase-file', passphraseFile], '0.1.0')
      await expect(replayed).rejects.toThrow('this process leaves out "redis"')
      await analyze(['--bundle', without, '--passphrase-file', passphraseFile, log], '0.1.0')
      expect(await replay([without, '--passphrase-file', passphraseFile], '0.1.0')).toBe(0)
    } finally {
      vi.unstubAllEnvs()
    }
    const replayed = replay([without, '--passphrase-file', passphraseFile], '0.1.0')
    await expect(replayed).rejects.toThrow('--without-technology redis')
  })

  test.runIf(process.platform === 'linux')('is closed once it was read, and when it could not be', async () => {
    const { close } = await readBundle(bundle, PASSPHRASE)
    await close()
    await expect(readBundle(bundle, 'another passphrase')).rejects.toThrow('damaged')
    const open = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
    expect(open).not.toContain(bundle)
  })

  test('of another version shows what differs', async () => {
    const { manifest, close } = await readBundle(bundle, PASSPHRASE)
    await close()
    const [turn] = manifest.turns
    const answer: { headline: string } = JSON.parse(turn?.answer ?? '')
    const other = JSON.stringify({ ...answer, headline: 'The network is down' })
    expect(differencesOf(other, turn?.answer ?? '')).toEqual([
      `headline: "The network is down" → ${JSON.stringify(answer.headline)}`,
    ])
    expect(differencesOf('{"a":1,"b":2}', '{"b":2,"a":1}')).toEqual(['the order of fields differs'])
  })
})
