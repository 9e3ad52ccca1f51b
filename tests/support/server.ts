import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import SERVER_FLAGS from '../../scripts/server-flags.json' with { type: 'json' }

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
export const bundle = path.join(root, 'dist/server/faultmaven.mjs')

export type Server = {
  readonly url: string
  /** The one-time link as printed, or '' for a role that serves no page. */
  readonly link: string
  readonly pid: number
  readonly output: () => string
  /** Ends the process by its pid and waits for it. @default SIGTERM */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Starts the built bundle on a free port and waits until it says where it listens. */
export async function startServer(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Server> {
  return startCommand([process.execPath, ...SERVER_FLAGS, bundle, 'serve', '--port', '0', ...args], env)
}

/** The same by a command of its own that ends in `exec` of the server, so that its pid is the server's. */
export async function startCommand(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = await firstMatch(child, () => output, /listening on (http:\/\/[^\s",]+)/)
  const link = /(http:\/\/\S+#link=\S+)/.exec(output)?.[1] ?? ''
  return { url, link, pid: child.pid ?? 0, output: () => output, stop: (signal = 'SIGTERM') => stop(child, signal) }
}

async function firstMatch(child: ChildProcess, output: () => string, pattern: RegExp): Promise<string> {
  const deadlineMs = Date.now() + 60_000
  for (;;) {
    const found = pattern.exec(output())?.[1]
    if (found) return found
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode} before it listened:\n${output()}`)
    if (Date.now() > deadlineMs) throw new Error(`The server did not listen within 60 s:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(timer)
  return child.exitCode
}

/** An empty folder that is removed after `use`. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-e2e-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
