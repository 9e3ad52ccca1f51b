import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimDataFolder, DataFolderInUseError } from './claim-data-folder.ts'

/** Claims the folder given, says how it went, and stays until it is killed. */
const OWNER = `
  const { claimDataFolder } = await import(process.argv[1])
  try {
    const claim = await claimDataFolder(process.argv[2])
    console.log('claimed')
    process.stdin.once('data', () => { claim.release(); console.log('released') })
  } catch (error) { console.log(error.name + ' ' + error.pid); process.exit(1) }
`
const MODULE = new URL('claim-data-folder.ts', import.meta.url).href

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'claim-')), 'data')
  children = []
})
afterEach(async () => {
  await Promise.all(children.map((child) => kill(child)))
  rmSync(path.dirname(folder), { recursive: true })
})

function start(): { child: ChildProcess; nextLine: () => Promise<string> } {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', OWNER, '--', MODULE, folder]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, nextLine: async () => String((await lines.next()).value) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('claimDataFolder() makes the folder for its owner only and gives it free again', async () => {
  const claim = await claimDataFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readFileSync(path.join(folder, 'claim.pid'), 'utf8')).toBe(`${process.pid}\n`)
  claim.release()
  claim.release()
  const again = await claimDataFolder(folder)
  again.release()
})

test('claimDataFolder() refuses a second claim of the same process', async () => {
  const claim = await claimDataFolder(folder)
  await expect(claimDataFolder(folder)).rejects.toThrow(DataFolderInUseError)
  await expect(claimDataFolder(folder)).rejects.toThrow(`"${folder}": the process ${process.pid} already runs on it`)
  claim.release()
})

test('claimDataFolder() refuses while another process has it, names that one, and takes it over after kill -9', async () => {
  const { child, nextLine } = start()
  expect(await nextLine()).toBe('claimed')
  await expect(claimDataFolder(folder)).rejects.toMatchObject({ name: 'DataFolderInUseError', pid: child.pid })
  await kill(child)
  const claim = await claimDataFolder(folder)
  expect(readFileSync(path.join(folder, 'claim.pid'), 'utf8')).toBe(`${process.pid}\n`)
  claim.release()
})

test('claimDataFolder() takes a folder whose last owner is dead though its pid is in use again', async () => {
  const first = await claimDataFolder(folder)
  first.release()
  writeFileSync(path.join(folder, 'claim.pid'), `${process.ppid}\n`)
  const claim = await claimDataFolder(folder)
  expect(readFileSync(path.join(folder, 'claim.pid'), 'utf8')).toBe(`${process.pid}\n`)
  claim.release()
})

test('claimDataFolder() gives a folder that was released to the next process', async () => {
  const { child, nextLine } = start()
  expect(await nextLine()).toBe('claimed')
  child.stdin?.write('release\n')
  expect(await nextLine()).toBe('released')
  const claim = await claimDataFolder(folder)
  claim.release()
})

test('claimDataFolder() lets one of several that start together have it', async () => {
  const starters = [start(), start(), start()]
  const outcomes = await Promise.all(starters.map(({ nextLine }) => nextLine()))
  const winner = starters[outcomes.indexOf('claimed')]
  const refusal = `DataFolderInUseError ${winner?.child.pid}`
  expect(outcomes.toSorted()).toEqual([refusal, refusal, 'claimed'])
}, 20_000)
