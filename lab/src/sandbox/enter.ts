import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { cacheFolder, labFolder } from './cache.ts'

export interface Entry {
  /** Bundle to run inside, a name in `bundle/`, and its arguments. */
  readonly script: string
  readonly args?: readonly string[]
  /** Folder of the machine seen as `/lab/out` inside. */
  readonly out: string
  readonly host: string
  /** Keeps what is written below as this folder of the cache instead of dropping it. */
  readonly keepAs?: string
  readonly timeoutMs: number
  /** Each piece of output as it comes. */
  readonly onOutput?: (text: string) => void
}

/**
 * Runs a bundle of the lab in a sandbox and returns its exit code and output. Root uses namespaces directly; an ordinary user gets a user
 * namespace with the ids of /etc/subuid (package uidmap), and faults that need control groups are refused there.
 */
export async function enterSandbox(entry: Entry): Promise<{ readonly code: number; readonly output: string }> {
  const { script, args = [], out, host, keepAs, timeoutMs, onOutput } = entry
  const work = keepAs ? path.join(cacheFolder, keepAs) : mkdtempSync(path.join(os.tmpdir(), 'faultmaven-lab-'))
  const modules = path.join(cacheFolder, 'modules', 'node_modules')
  for (const folder of [work, out]) mkdirSync(folder, { recursive: true })
  const lower = keepAs
    ? path.join(cacheFolder, 'root')
    : `${path.join(cacheFolder, 'prepared', 'upper')}:${path.join(cacheFolder, 'root')}`
  const asUser = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user', '--map-auto']
  const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--kill-child']
  const setup = [path.join(labFolder, 'src/sandbox/enter.sh'), lower, work, keepAs ? 'keep' : 'scratch']
  const inside = [path.join(cacheFolder, 'bundle'), out, modules, host, `/lab/bundle/${script}`, ...args]
  const child = spawn('unshare', [...asUser, ...namespaces, 'sh', ...setup, ...inside], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (data: Buffer) => {
    output = (output + data.toString()).slice(-20_000)
    onOutput?.(data.toString())
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(127)
    })
    child.on('close', (status) => resolve(status ?? 137))
  })
  clearTimeout(deadline)
  if (!keepAs) rmSync(work, { recursive: true, force: true })
  return { code, output }
}
