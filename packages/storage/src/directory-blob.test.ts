import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createDirectoryBlob, type DirectoryBlob } from './directory-blob.ts'

const root = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-blob-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let made = 0
let folder: string
let blob: DirectoryBlob
beforeEach(() => {
  folder = path.join(root, `${(made += 1)}`)
  blob = createDirectoryBlob(folder)
})
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => new TextDecoder().decode(value)
const filesOn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

async function put(name: string, ...chunks: string[]): Promise<void> {
  const writer = await blob.create(name)
  for (const chunk of chunks) await writer.write(bytes(chunk))
  await writer.commit()
}

describe('a blob in a directory', () => {
  test('is whole under its name after commit, and reads by range', async () => {
    await put('case-1/source-1/frames', 'hello ', 'world')
    expect(await blob.size('case-1/source-1/frames')).toBe(11)
    expect(text(await blob.read('case-1/source-1/frames', 0, 11))).toBe('hello world')
    expect(text(await blob.read('case-1/source-1/frames', 4, 8))).toBe('o wo')
    expect(text(await blob.read('case-1/source-1/frames', 9, 100))).toBe('ld')
    expect(await blob.read('case-1/source-1/frames', 50, 100)).toHaveLength(0)
  })

  test('is made while the last other one of its folder is removed', async () => {
    for (let round = 0; round < 200; round += 1) {
      await put(`case/old-${round}`, 'x')
      await Promise.all([blob.deleteAll(`case/old-${round}`), put(`case/new-${round}`, 'y')])
      await blob.deleteAll('case/')
    }
    expect(filesOn(folder)).toEqual([])
  })

  test('is nowhere before commit, but its writer reads it back', async () => {
    const writer = await blob.create('a/b')
    await Promise.all([writer.write(bytes('one ')), writer.write(bytes('two'))])
    expect(await blob.size('a/b')).toBeUndefined()
    expect(await blob.list('')).toEqual([])
    await expect(blob.read('a/b', 0, 1)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(text(await writer.read(2, 6))).toBe('e tw')
    expect(text(await writer.read(0, 100))).toBe('one two')
    await writer.commit()
    expect(text(await writer.read(4, 7))).toBe('two')
    expect(await blob.list('')).toEqual(['a/b'])
  })

  test('may be empty', async () => {
    await put('a/empty')
    expect(await blob.size('a/empty')).toBe(0)
    expect(await blob.read('a/empty', 0, 10)).toHaveLength(0)
  })

  test('leaves nothing when aborted, and cannot be committed then', async () => {
    const writer = await blob.create('a/b')
    await writer.write(bytes('x'))
    await writer.abort()
    await writer.abort()
    await expect(writer.commit()).rejects.toThrow('already ended')
    await expect(writer.write(bytes('y'))).rejects.toThrow('already ended')
    expect(readdirSync(folder)).toEqual([])
    await put('a/b', 'again')
    expect(text(await blob.read('a/b', 0, 10))).toBe('again')
  })

  test('is written once: a taken name is refused, committed or still open', async () => {
    await put('a/b', 'first')
    await expect(blob.create('a/b')).rejects.toMatchObject({ code: 'EEXIST' })
    const writer = await blob.create('a/c')
    await expect(blob.create('a/c')).rejects.toMatchObject({ code: 'EEXIST' })
    expect(text(await blob.read('a/b', 0, 10))).toBe('first')
    await writer.abort()
  })

  test('abort after commit keeps it', async () => {
    const writer = await blob.create('a/b')
    await writer.write(bytes('x'))
    await writer.commit()
    await writer.abort()
    expect(await blob.size('a/b')).toBe(1)
  })

  test('lists by prefix in order', async () => {
    for (const name of ['c1/s2/frames', 'c1/s1/frames', 'c2/s1/frames', 'c10/s1/frames']) await put(name, 'x')
    expect(await blob.list('c1/')).toEqual(['c1/s1/frames', 'c1/s2/frames'])
    expect(await blob.list('c1')).toEqual(['c1/s1/frames', 'c1/s2/frames', 'c10/s1/frames'])
    expect(await blob.list('c3/')).toEqual([])
    expect(await blob.list('')).toHaveLength(4)
  })

  test('reads into bytes that have room, and beside those that have not', async () => {
    await put('a/b', 'hello world')
    const room = new Uint8Array(8)
    const read = await blob.read('a/b', 6, 100, room)
    expect([text(read), read.buffer === room.buffer]).toEqual(['world', true])
    expect(text(await blob.read('a/b', 0, 100, room))).toBe('hello world')
  })

  test('reads of many blobs at a time, and of one that is deleted and made again under them', async () => {
    const names = Array.from({ length: 40 }, (_, number) => `many/b${number}`)
    for (const name of names) await put(name, `of ${name}`)
    const readAll = async () => Promise.all([...names, ...names].map(async (name) => text(await blob.read(name, 0, 100))))
    expect(await readAll()).toEqual([...names, ...names].map((name) => `of ${name}`))
    const reading = blob.read('many/b7', 0, 100)
    await blob.deleteAll('many/b7')
    expect(text(await reading)).toBe('of many/b7')
    await expect(blob.read('many/b7', 0, 1)).rejects.toMatchObject({ code: 'ENOENT' })
    await put('many/b7', 'something longer than before')
    expect(text(await blob.read('many/b7', 0, 100))).toBe('something longer than before')
  })

  test('deleteAll removes blobs, unfinished ones and empty folders, and nothing else', async () => {
    await put('c1/s1/frames', '12345')
    await put('c2/s1/frames', '1')
    const writer = await blob.create('c1/s2/frames')
    await writer.write(bytes('123'))
    expect(await blob.deleteAll('c1/')).toBe(8)
    await expect(writer.write(bytes('more'))).rejects.toThrow('already ended')
    await expect(writer.commit()).rejects.toThrow('already ended')
    expect(readdirSync(folder)).toEqual(['c2'])
    expect(await blob.deleteAll('c1/')).toBe(0)
    await put('c1/s2/frames', 'again')
    expect(await blob.list('c1/')).toEqual(['c1/s2/frames'])
  })

  test('recover removes what a kill left unfinished, and keeps the rest', async () => {
    await put('c1/s1/frames', 'whole')
    const lost = await blob.create('c1/s2/frames')
    await lost.write(bytes('half'))
    const restarted = createDirectoryBlob(folder) // the killed process aborted nothing
    expect(await restarted.list('')).toEqual(['c1/s1/frames'])
    expect(await restarted.recover()).toBe(1)
    expect(filesOn(folder)).toHaveLength(1)
    expect(text(await restarted.read('c1/s1/frames', 0, 5))).toBe('whole')
    const again = await restarted.create('c1/s2/frames')
    await again.abort()
    await lost.abort()
  })

  test('keeps folders and files from everybody else', async () => {
    await put('c1/s1/frames', 'x')
    expect(statSync(path.join(folder, 'c1')).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(folder, 'c1', 's1', 'frames')).mode & 0o777).toBe(0o600)
  })

  test.each(['', '/', '../x', 'a/../b', '/etc/passwd', 'a//b', 'a/b.part', 'A', 'a\0b', 'a/b/c/d/e', '.', '-a', 'x'.repeat(65)])(
    'refuses the name %j',
    async (name) => {
      await expect(blob.create(name)).rejects.toThrow(RangeError)
      await expect(blob.read(name, 0, 1)).rejects.toThrow(RangeError)
      await expect(blob.size(name)).rejects.toThrow(RangeError)
    },
  )

  test('refuses a prefix that would leave the folder', async () => {
    await expect(blob.deleteAll('../')).rejects.toThrow(RangeError)
    await expect(blob.list('..')).rejects.toThrow(RangeError)
  })

  test('a full disk is ENOSPC, and nothing of the blob stays', async () => {
    // Every write to /dev/full fails as on a full disk, by the kernel itself.
    const full = createDirectoryBlob(folder, { openNew: () => open('/dev/full', 'r+') })
    const writer = await full.create('a/b')
    await expect(writer.write(bytes('x'))).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(writer.commit()).rejects.toThrow('already ended')
    await writer.abort()
    expect(await full.list('')).toEqual([])
    expect(filesOn(folder)).toEqual([])
  })

  test('leaves space for what else must be written, however much is asked of it', async () => {
    let free = 6 * 2 ** 20
    const small = createDirectoryBlob(folder, { freeBytes: async () => free })
    const writer = await small.create('a/b')
    const chunk = new Uint8Array(2 ** 19)
    const fill = async () => {
      for (;;) {
        await writer.write(chunk)
        free -= chunk.length
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(free).toBeGreaterThanOrEqual(3 * 2 ** 20)
    expect(free).toBeLessThan(5 * 2 ** 20)
    expect(filesOn(folder)).toEqual([])
  })
})
