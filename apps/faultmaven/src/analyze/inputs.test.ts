import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listInputs } from './inputs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-inputs-'))
  await mkdir(path.join(folder, 'bundle/web'), { recursive: true })
  await mkdir(path.join(folder, 'bundle/db'))
  await writeFile(path.join(folder, 'bundle/web/app.log'), 'web')
  await writeFile(path.join(folder, 'bundle/db/app.log'), 'db 1')
  await writeFile(path.join(folder, 'single.log'), 'one')
  await symlink(path.join(folder, 'single.log'), path.join(folder, 'bundle/linked.log'))
  await symlink(folder, path.join(folder, 'bundle/loop'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const terminal = (): Readable & { isTTY?: boolean } => Object.assign(Readable.from([]), { isTTY: true })

describe('listInputs()', () => {
  test('lists a folder whole, in order, with names that tell equal ones apart, and follows no link', async () => {
    const inputs = await listInputs([path.join(folder, 'bundle')], terminal())
    expect(inputs.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['db/app.log', 4],
      ['web/app.log', 3],
    ])
  })

  test('files of one name from two places are named by their paths', async () => {
    const files = ['web', 'db'].map((place) => path.join(folder, 'bundle', place, 'app.log'))
    expect((await listInputs(files, terminal())).map(({ name }) => name)).toEqual(files)
  })

  test('opens a file only when asked', async () => {
    const [input] = await listInputs([path.join(folder, 'single.log')], terminal())
    expect(input?.name).toBe('single.log')
    expect(await text(input!.open())).toBe('one')
  })

  test('reads standard input when it is a pipe and no file is named, or when "-" is', async () => {
    const pipe = Readable.from(['piped'])
    const [piped] = await listInputs([], pipe)
    expect(piped).toMatchObject({ name: 'stdin' })
    expect(piped?.bytes).toBeUndefined()
    expect(piped?.open()).toBe(pipe)
    expect((await listInputs(['-', path.join(folder, 'single.log')], pipe)).map(({ name }) => name)).toEqual([
      'stdin',
      'single.log',
    ])
    expect(await listInputs([], terminal())).toEqual([])
  })

  test('reads what is named though it is no file, such as the pipe of a shell, and does not guess its size', async () => {
    const [device] = await listInputs(['/dev/null'], terminal())
    expect(device).toMatchObject({ name: 'null' })
    expect(device?.bytes).toBeUndefined()
    expect(await text(device!.open())).toBe('')
  })

  test('names the path that is not there', async () => {
    await expect(listInputs([path.join(folder, 'missing.log')], terminal())).rejects.toThrow(/missing\.log" *: it does not exist/)
  })
})
