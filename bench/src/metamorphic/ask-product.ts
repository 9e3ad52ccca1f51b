import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { TurnAnswer } from '@faultmaven/contracts'
import type { CaseFiles } from './case-files.ts'

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../dist/server/faultmaven.mjs')

/** The answer of the built `faultmaven analyze` to a case. @throws {Error} with what it printed, when it gave none */
export async function askProduct({ question, files }: CaseFiles): Promise<TurnAnswer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'metamorphic-'))
  try {
    const paths = files.map(({ name, bytes }) => {
      const file = path.join(folder, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, bytes)
      return file
    })
    const asked = question === '' ? [] : ['--question', question]
    const child = spawn(process.execPath, [SERVER, 'analyze', '--json', ...asked, ...paths], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, trouble] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (!out.startsWith('{')) throw new Error(`No answer: ${trouble.slice(-400)}`)
    return JSON.parse(out) as TurnAnswer
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
