import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder } from './cache.ts'
import { debianPackages, npmPackages } from './packages.ts'

/**
 * Fetches and unpacks what the lab runs into the user's cache folder, once: minutes the first time, nothing after. Nothing is installed
 * on the machine and no maintainer script runs: the packages lie in a root folder of their own that sandboxes stack a scratch layer on.
 * @throws {Error} when a command fails; the message has its output
 */
export function installPrograms(say: (text: string) => void): void {
  const stamp = path.join(cacheFolder, 'installed')
  const wanted = [...debianPackages, ...npmPackages].join('\n')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say(`Fetching Debian's packages into ${cacheFolder} (once, about 450 MB)…`)
  const debs = fetchDebs()
  say(`Unpacking ${debs.length} packages…`)
  unpackDebs(debs)
  say('Fetching npm packages of the shop…')
  const modules = path.join(cacheFolder, 'modules')
  mkdirSync(modules, { recursive: true })
  command('npm', ['install', '--prefix', modules, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...npmPackages])
  writeFileSync(stamp, wanted)
}

/** apt resolves against an empty machine, so that every library down to libc is fetched and the host's version matters not. */
function fetchDebs(): string[] {
  const folder = path.join(cacheFolder, 'debs')
  mkdirSync(path.join(folder, 'partial'), { recursive: true })
  const status = path.join(cacheFolder, 'status')
  writeFileSync(status, '')
  const settings = [
    `Dir::State::status=${status}`,
    `Dir::Cache::archives=${folder}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
  ]
  const options = settings.flatMap((setting) => ['-o', setting])
  command('apt-get', [...options, '--yes', '--no-install-recommends', '--download-only', '-qq', 'install', ...debianPackages])
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => path.join(folder, name))
}

function unpackDebs(debs: readonly string[]): void {
  const root = path.join(cacheFolder, 'root')
  rmSync(root, { recursive: true, force: true })
  rmSync(path.join(cacheFolder, 'prepared'), { recursive: true, force: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libx32']) {
    mkdirSync(path.join(root, 'usr', name), { recursive: true })
    symlinkSync(`usr/${name}`, path.join(root, name))
  }
  for (const deb of debs) {
    command('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"', 'sh', deb, root])
  }
}

function command(name: string, args: readonly string[]): void {
  const { status, stderr, stdout, error } = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  if (error) throw new Error(`Cannot run "${name}": ${error.message}`)
  if (status !== 0) throw new Error(`"${name} ${args.slice(0, 3).join(' ')} …" failed: ${stderr || stdout}`)
}
