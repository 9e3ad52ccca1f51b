import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'faultmaven', 'engines')
const SUITE = 'trixie'
const MIRROR = 'http://deb.debian.org/debian'
const DEBIAN_PACKAGES = 'postgresql-17,redis-server'
/** The server comes with the client's package, as a native part that needs glibc 2.38. */
const NPM_PACKAGES = ['chromadb@3.5.0', 'chromadb-js-bindings-linux-x64-gnu@1.3.4']
const WANTED = `${SUITE} ${DEBIAN_PACKAGES} ${NPM_PACKAGES.join(' ')} node ${process.version}`

/** Why no engine can run here, for people; undefined where it can. */
export function whyNoEngines(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'PostgreSQL, Redis and ChromaDB run in a Debian root for x86-64; this machine is another one (seen 2026-11-23)'
  if (process.getuid?.() !== 0)
    return 'chroot and mount namespaces need root; run the tests as root, or in a container (seen 2026-11-23)'
  return undefined
}

/**
 * The folder of a Debian 13 root with PostgreSQL 17, Redis 8, Node and ChromaDB's server, made once: two minutes the first time, nothing
 * after. Nothing is installed on the machine; all of it lies in the user's cache folder.
 * @throws {Error} when a command fails; the message has the end of its output
 */
export function ensureEngineRoot(): string {
  const root = path.join(cache, 'root')
  const stamp = path.join(cache, 'installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === WANTED) return root
  rmSync(stamp, { force: true })
  mkdirSync(cache, { recursive: true })
  if (!existsSync(root)) bootstrap(root)
  mkdirSync(path.join(root, 'data'), { recursive: true })
  copyFileSync(process.execPath, path.join(root, 'usr/local/bin/node'))
  const npm = [
    'install',
    '--prefix',
    path.join(root, 'opt/chroma'),
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--save-exact',
  ]
  run('npm', [...npm, ...NPM_PACKAGES])
  writeFileSync(stamp, WANTED)
  return root
}

/** In a folder of another name until it is whole: what an ended run left behind is never taken for a root. */
function bootstrap(root: string): void {
  const unfinished = `${root}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const { program, env } = findDebootstrap()
  run(program, ['--variant=minbase', `--include=${DEBIAN_PACKAGES}`, SUITE, unfinished, MIRROR], env)
  renameSync(unfinished, root)
}

/** Debian's own script; where it is not installed, its package is unpacked into the cache. */
function findDebootstrap(): { readonly program: string; readonly env: NodeJS.ProcessEnv } {
  const installed = '/usr/sbin/debootstrap'
  if (existsSync(installed)) return { program: installed, env: {} }
  const folder = path.join(cache, 'debootstrap')
  const program = path.join(folder, installed)
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    run('apt-get', ['download', 'debootstrap'], {}, folder)
    const file = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? ''
    run('dpkg', ['-x', path.join(folder, file), folder])
  }
  return { program, env: { DEBOOTSTRAP_DIR: path.join(folder, 'usr/share/debootstrap') } }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = cache): void {
  const options = { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 * 2 ** 20, timeout: 900_000 } as const
  const { status, stdout, stderr, error } = spawnSync(program, args, options)
  if (error) throw new Error(`Cannot run "${program}": ${error.message}`)
  if (status !== 0) throw new Error(`"${program} ${args.join(' ')}" failed: ${(stdout + stderr).slice(-2000)}`)
}
