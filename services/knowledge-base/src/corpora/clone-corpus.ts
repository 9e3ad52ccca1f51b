import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Corpus } from './corpus.ts'

export type CloneLimits = {
  /** @default 5 minutes */
  readonly timeoutMs?: number
  /** Of the folder, the history included. @default 256 MiB */
  readonly maxBytes?: number
  /** As git names them. @default https alone */
  readonly protocols?: string
  /** Ends the clone. */
  readonly signal?: AbortSignal
}
const TIMEOUT_MS = 300_000
const MAX_BYTES = 256 * 2 ** 20
const LOOK_MS = 250
const TOO_SLOW = 'The repository did not arrive in time; try again later'

/** Why documents of others could not be fetched, for people. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

/**
 * Clones the newest commit of a corpus, of its folder alone where the server can, without symbolic links, hooks or questions.
 * @returns the folder with the documents
 * @throws {CorpusError} for people: no git, no network, too slow, too large
 */
export async function cloneCorpus({ url, folder }: Corpus, into: string, limits: CloneLimits = {}): Promise<string> {
  const {
    timeoutMs = TIMEOUT_MS,
    maxBytes = MAX_BYTES,
    protocols = 'https',
    signal: ended = new AbortController().signal,
  } = limits
  const deadline = AbortSignal.timeout(timeoutMs)
  const run = (...args: string[]) => runGit(args, { cwd: into, deadline, ended, protocols, maxBytes })
  const work = path.join(into, 'tree')
  await run('clone', '--quiet', '--depth', '1', '--filter=blob:none', '--no-checkout', '--no-tags', '--', url, work)
  await run('-C', work, 'sparse-checkout', 'set', '--no-cone', `/${folder}/`)
  await run('-C', work, '-c', 'core.symlinks=false', 'checkout', '--quiet')
  return path.join(work, folder)
}

type Bounds = {
  readonly cwd: string
  readonly deadline: AbortSignal
  readonly ended: AbortSignal
  readonly protocols: string
  readonly maxBytes: number
}

async function runGit(args: readonly string[], { cwd, deadline, ended, protocols, maxBytes }: Bounds): Promise<void> {
  const tooLarge = new AbortController()
  const ending = AbortSignal.any([deadline, ended, tooLarge.signal])
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: protocols,
  }
  ended.throwIfAborted()
  if (deadline.aborted) throw new CorpusError(TOO_SLOW)
  const child = spawn('git', args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  // git works through processes of its own: all of the group end.
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
  ending.addEventListener('abort', kill, { once: true })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-500)))
  const look = setInterval(() => {
    void sizeOf(cwd).then((bytes) => bytes > maxBytes && tooLarge.abort())
  }, LOOK_MS)
  try {
    const [code]: unknown[] = await once(child, 'close')
    if (code !== 0) throw new CorpusError(`git could not fetch the documents: ${said.trim() || 'it ended'}`)
  } catch (error) {
    if (tooLarge.signal.aborted) throw new CorpusError(`The repository is larger than ${maxBytes} bytes`, { cause: error })
    ended.throwIfAborted()
    if (deadline.aborted) throw new CorpusError(TOO_SLOW, { cause: error })
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new CorpusError('The server has no git; install it to fetch documents of others', { cause: error })
    }
    throw error
  } finally {
    ending.removeEventListener('abort', kill)
    clearInterval(look)
  }
  if ((await sizeOf(cwd)) > maxBytes) throw new CorpusError(`The repository is larger than ${maxBytes} bytes`)
}

/** Files may vanish while git works. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(path.join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
