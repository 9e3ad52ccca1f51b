import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const LIBRARY = '@huggingface/transformers@4.3.1'

/** The folder in which the library for model folders is installed: once, 474 MB, in the user's cache. @throws {Error} when npm fails */
export function ensureOnnxLibrary(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache')
  const folder = path.join(cache, 'faultmaven', 'onnx')
  const stamp = path.join(folder, `installed-${LIBRARY.replaceAll('/', '-')}`)
  if (existsSync(stamp)) return folder
  mkdirSync(folder, { recursive: true })
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', LIBRARY]
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, env, encoding: 'utf8', timeout: 600_000 })
  if (status !== 0) throw new Error(`npm could not install ${LIBRARY}: ${(stdout + stderr).slice(-2000)}`)
  writeFileSync(stamp, '')
  return folder
}
