import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureEngineRoot } from './engine-root.ts'

const ENTER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'enter.sh')
const START_MS = 60_000
const GRACE_MS = 5000

export type Engine = {
  readonly port: number
  readonly output: () => string
  /** To the server itself: `SIGSTOP` makes it hang, `SIGCONT` lets it go on. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** Asks it to end and kills it after a grace period. */
  readonly stop: () => Promise<void>
  /** As `kill -9`. */
  readonly kill: () => Promise<void>
}
type Start = {
  /** Folder of the machine seen as `/data`; the server keeps everything there. */
  readonly data: string
  readonly command: (port: number) => readonly string[]
  /** Asked until it gives true. */
  readonly ready: (port: number) => Promise<boolean>
  /** How it is asked to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
  /** @default a free one */
  readonly port?: number
}

/** Starts a server in the Debian root, on loopback and a free port. @throws {Error} with its output when it does not begin to answer */
export async function startEngine({ data, command, ready, stopSignal = 'SIGTERM', port: wish }: Start): Promise<Engine> {
  const port = wish ?? (await freePort())
  const child = enter(data, command(port))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()))
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const signal = (name: NodeJS.Signals) => {
    const pid = innerPid(child)
    if (pid === undefined) return
    process.kill(pid, name)
    if (name === 'SIGSTOP') awaitStop(pid)
  }
  const deadlineMs = Date.now() + START_MS
  while (!(await ready(port).catch(() => false))) {
    const end = child.exitCode ?? child.signalCode
    if (end !== null) throw new Error(`The server ended with ${end} before it answered:\n${output}`)
    if (Date.now() > deadlineMs) {
      await kill()
      throw new Error(`The server did not answer within ${START_MS / 1000} s:\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    output: () => output,
    signal,
    kill,
    async stop() {
      signal(stopSignal)
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Runs a command in the root to its end. @returns what it printed @throws {Error} with that when it fails */
export async function runInRoot(data: string, command: readonly string[]): Promise<string> {
  const child = enter(data, command)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()))
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
  await once(child, 'close')
  clearTimeout(timer)
  if (child.exitCode !== 0) throw new Error(`"${command.join(' ')}" failed: ${output}`)
  return output.trim()
}

/** `--kill-child` ends the server with the process that this one sees, however that ends. */
function enter(data: string, command: readonly string[]): ChildProcess {
  const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child']
  return spawn('unshare', [...namespaces, 'sh', ENTER, ensureEngineRoot(), data, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** `unshare` waits; the server is its only child. */
function innerPid({ pid }: ChildProcess): number | undefined {
  try {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return child === '' ? undefined : Number(child)
  } catch {
    return undefined
  }
}

/** Its threads stop one after another: one that still runs may answer what is asked meanwhile. */
function awaitStop(pid: number): void {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 0; tries < 500 && !threadsOf(pid).every((state) => state === 'T'); tries++) Atomics.wait(clock, 0, 0, 10)
}

/** Of each thread its state, `T` when it is stopped (proc_pid_stat(5)). */
function threadsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((id) => {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port could be had')
  return address.port
}
