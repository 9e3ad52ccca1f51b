import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SavedCase } from './feedback-states.ts'

// `npm run bench:save -- OUT CASES…`: every faulty case of folders in the incident kit's form, answered and kept as OUT/<case>.json for
// `bench:feedback`. Build first. What is there already stays, so that a run can go on.
const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../dist/server/faultmaven.mjs')
const [out, ...folders] = process.argv.slice(2)
if (!out || folders.length === 0) {
  console.error('Give the folder to write to and one or more folders of cases')
  process.exit(2)
}
mkdirSync(out, { recursive: true })
let saved = 0
for (const folder of folders)
  for (const name of readdirSync(folder)) {
    const expectedFile = path.join(folder, name, 'expected.json')
    const target = path.join(out, `${name}.json`)
    if (!existsSync(expectedFile) || existsSync(target)) continue
    const { verdict, facts } = JSON.parse(readFileSync(expectedFile, 'utf8')) as Pick<SavedCase, 'verdict' | 'facts'>
    if (verdict !== 'fault') continue
    const question = readFileSync(path.join(folder, name, 'question.txt'), 'utf8').trim()
    const answer = JSON.parse(await ask(question, path.join(folder, name, 'evidence'))) as SavedCase['answer']
    writeFileSync(target, JSON.stringify({ id: name, question, facts, verdict, answer } satisfies SavedCase))
    saved += 1
  }
console.log(`${saved} cases saved in ${out}`)

async function ask(question: string, evidence: string): Promise<string> {
  const files = readdirSync(evidence).map((name) => path.join(evidence, name))
  const child = spawn(process.execPath, [SERVER, 'analyze', '--json', '--question', question, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  await once(child, 'close')
  return Buffer.concat(parts).toString('utf8')
}
