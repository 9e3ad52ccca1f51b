import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheFolder, labFolder } from './cache.ts'
import { enterSandbox } from './enter.ts'

/**
 * Makes the layer all sandboxes share (users, empty databases with their rows) when the programs' files changed since it was made.
 * @throws {Error} with the program's output when one cannot be prepared
 */
export async function prepareRoot(say: (text: string) => void): Promise<void> {
  const stamp = path.join(cacheFolder, 'prepared', 'stamp')
  const hash = createHash('sha256')
  for (const file of ['src/programs', 'src/sandbox', 'services/other'].flatMap((name) =>
    readdirSync(path.join(labFolder, name)).map((file) => path.join(labFolder, name, file)),
  )) {
    const text = readFileSync(file, 'utf8')
    if (/prepare: async|passwdFile =|\bclass \w+ \{/.test(text)) hash.update(text)
  }
  const wanted = hash.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Preparing databases and users (once)…')
  rmSync(path.join(cacheFolder, 'prepared'), { recursive: true, force: true })
  const out = path.join(cacheFolder, 'prepared-out')
  rmSync(out, { recursive: true, force: true })
  const { code, output } = await enterSandbox({
    script: 'runner.mjs',
    args: ['prepare'],
    out,
    host: 'node-1',
    keepAs: 'prepared',
    timeoutMs: 300_000,
  })
  const failure = path.join(out, 'failure.txt')
  if (code !== 0) throw new Error(`Cannot prepare the lab: ${existsSync(failure) ? readFileSync(failure, 'utf8') : ''}${output}`)
  writeFileSync(stamp, wanted)
}
