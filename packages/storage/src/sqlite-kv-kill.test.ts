import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createSqliteKv } from './sqlite-kv.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts a writer and kills it with SIGKILL as soon as it has said `count` numbers. @returns all numbers it said */
async function writeAndKill(file: string, count: number): Promise<number[]> {
  const script = path.join(import.meta.dirname, '..', 'testdata', 'write-until-killed.ts')
  const loader = createRequire(import.meta.url).resolve('tsx')
  const child = spawn(process.execPath, ['--import', loader, script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
  expect(signal).toBe('SIGKILL')
  // A last number without its line end was still being written.
  return said.split('\n').slice(0, -1).map(Number)
}

test.each([3, 57, 333])(
  'every write that returned before kill -9 is there after it (killed after %i)',
  async (count) => {
    const file = path.join(folder, `${count}.sqlite`)
    const numbers = await writeAndKill(file, count)
    expect(numbers.length).toBeGreaterThanOrEqual(count)
    const kv = createSqliteKv(file)
    for (const number of numbers) {
      const keys = number % 5 === 4 ? [`n/${number}/a`, `n/${number}/b`] : [`n/${number}`]
      for (const key of keys) {
        const entry = await kv.get(key)
        expect(entry?.value).toEqual(new Uint8Array(1 + ((number * 997) % 9000)).fill(number % 256))
      }
    }
    // The write under way may be there or not, but a batch never by half.
    const next = numbers.length
    expect((await kv.get(`n/${next}/a`)) === undefined).toBe((await kv.get(`n/${next}/b`)) === undefined)
    await kv.close()
  },
  60_000,
)
