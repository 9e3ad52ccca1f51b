import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import SERVER_FLAGS from '../../../scripts/server-flags.json' with { type: 'json' }

const ROOT = path.dirname(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))))

/** The upstream and the thin proxy of the kit, and the built server in front of the same upstream. */
export type Programs = {
  readonly thin: string
  readonly ours: string
  /** By which our server knows the caller. */
  readonly headers: Readonly<Record<string, string>>
  /** Resident memory of our server, mebibytes: now, and the most so far. */
  readonly memory: () => Promise<{ readonly now: number; readonly peak: number }>
  /** Processor time that each has taken so far, milliseconds over all its threads: other load on the machine changes it little. */
  readonly processorMs: () => Promise<{ readonly thin: number; readonly ours: number }>
  /** How many requests the upstream has had. */
  readonly upstream: () => Promise<{ readonly requests: number }>
  readonly stop: () => Promise<void>
}

/** @param kit folder with `mock-upstream.mjs` and `thin-proxy.mjs` */
export async function startPrograms(kit: string, environment: Readonly<Record<string, string>> = {}): Promise<Programs> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-gateway-'))
  const [upstreamPort, thinPort] = [await freePort(), await freePort()]
  const upstream = start([path.join(kit, 'mock-upstream.mjs'), String(upstreamPort)], environment)
  const thin = start([path.join(kit, 'thin-proxy.mjs'), String(thinPort), String(upstreamPort)])
  const models = path.join(folder, 'models.json')
  const baseUrl = `http://127.0.0.1:${upstreamPort}/v1`
  const model = { name: 'gpt-mock', provider: 'openai-compatible', model: 'gpt-mock', baseUrl, contextTokens: 100_000 }
  await writeFile(models, JSON.stringify({ models: [model] }))
  const bundle = path.join(ROOT, 'dist/server/faultmaven.mjs')
  const options = ['--port', '0', '--workers', '0', '--data', path.join(folder, 'data'), '--models', models]
  const server = start([...SERVER_FLAGS, bundle, 'serve', ...options])
  await said(upstream, /on 127/)
  const [, link = '', token = ''] = await said(server, /(http:\/\/\S+)\/#link=(\S+)/)
  await said(server, /listening/)
  return {
    thin: `http://127.0.0.1:${thinPort}/v1/chat/completions`,
    ours: `${link}/v1/chat/completions`,
    headers: await openSession(link, token),
    memory: () => memoryOf(server.child),
    processorMs: async () => ({ thin: await processorMsOf(thin.child), ours: await processorMsOf(server.child) }),
    upstream: async () => {
      const response = await fetch(`http://127.0.0.1:${upstreamPort}/stats`)
      const stats: { readonly requests: number } = JSON.parse(await response.text())
      return stats
    },
    async stop() {
      for (const { child } of [server, thin, upstream]) await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Started = { readonly child: ChildProcess; readonly output: () => string }

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, output: () => output }
}

async function said({ child, output }: Started, pattern: RegExp): Promise<RegExpExecArray> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 25) {
    const found = pattern.exec(output())
    if (found) return found
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`A program did not start:\n${output()}`)
}

async function openSession(origin: string, token: string): Promise<Record<string, string>> {
  const headers = { origin, 'content-type': 'application/json' }
  const response = await fetch(`${origin}/v1/session`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  return { origin, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', authorization: '' }
}

async function memoryOf({ pid }: ChildProcess) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
}

/** Threads that end while this reads are left out. */
async function processorMsOf({ pid }: ChildProcess): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const taken = threads.map(async (thread) => {
    const [nanoseconds] = (await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0')).split(' ')
    return Number(nanoseconds) / 1e6
  })
  return (await Promise.all(taken)).reduce((sum, ms) => sum + ms, 0)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
