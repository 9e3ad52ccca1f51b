import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { analyze } from '../analyze/analyze.ts'
import { differencesOf } from './differences.ts'
import { readBundle } from './read-bundle.ts'
import { replay } from './replay.ts'

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
