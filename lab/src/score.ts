import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Expected, Truth } from './recording/truth.ts'
import { labFolder } from './sandbox/cache.ts'
import { keepFirstSight, type ScoreRow } from './score/first-sight.ts'
import { judge, type Answer } from './score/judge.ts'
import { sizeGroup, summarize } from './score/summary.ts'

// `npm run lab:score -- DIR`: the product's answers to recorded cases by the incident kit's rules. Build first (npm run build).
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'leave-out': { type: 'string' },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    json: { type: 'string' },
    'first-sight': { type: 'string', default: path.join(labFolder, 'first-sight.jsonl') },
    adapter: { type: 'string', default: path.join(labFolder, '..', 'bench', 'adapter') },
    timeout: { type: 'string', default: '300' },
    verbose: { type: 'boolean', default: false },
  },
})
/** The technology that knows a program of the lab: its own programs are known by what they run on, if at all. */
const TECHNOLOGIES: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  replica: 'postgresql',
  mariadb: 'mysql',
  builder: 'npm',
  catalog: 'python',
  pricing: 'jvm',
  provider: 'nginx',
  gateway: 'nodejs',
  'gateway-2': 'nodejs',
  orders: 'nodejs',
  payments: 'nodejs',
  worker: 'nodejs',
  sshd: 'ssh',
}
const leftOut =
  values['leave-out'] === undefined ? [] : ['--without-technology', TECHNOLOGIES[values['leave-out']] ?? values['leave-out']]
const folder = positionals[0]
if (!folder) {
  console.error('usage: npm run lab:score -- DIR [--only REGEX] [--leave-out PROGRAM] [--jobs 1] [--json FILE] [--verbose]')
  process.exit(2)
}
const cases = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'expected.json')))
const ofProgram = cases.filter((name) => entityOf(name) === values.only)
const names = ofProgram.length > 0 ? ofProgram : cases.filter((name) => new RegExp(values.only).test(name))
const rows: ScoreRow[] = []
let next = 0
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    while (next < names.length) {
      const row = await scoreCase(path.join(folder, names[next++] ?? ''))
      rows.push(row)
      const { passed, decisive, ms, reasons } = row
      console.log(
        `${passed ? 'PASS' : 'FAIL'}${decisive ? '*' : ' '} ${row.case.padEnd(42)} ${(ms / 1000).toFixed(1)} s  ${reasons.join('; ')}`,
      )
    }
  }),
)
for (const [title, groupOf] of [
  ['by program at fault', ({ entity }: ScoreRow) => entity],
  ['by mechanism', ({ mechanism }: ScoreRow) => mechanism],
  ['by size', sizeGroup],
] as const) {
  console.log(`\n${title}\n${summarize(rows, groupOf)}`)
}
if (values['leave-out']) {
  const out = values['leave-out']
  console.log(`\nleaving out ${out}\n${summarize(rows, ({ entity }) => (entity === out ? `left out: ${out}` : 'the others'))}`)
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 1)}\n`)
const commit = execFileSync('git', ['-C', labFolder, 'rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim()
const kept = keepFirstSight(
  values['first-sight'],
  rows.toSorted((a, b) => a.case.localeCompare(b.case)),
  { takenAt: new Date().toISOString(), commit },
)
console.log(
  `\n${kept} first scores added to ${path.relative(process.cwd(), values['first-sight'])}; those of faults scored before stay as they were`,
)

/** The program at fault. */
function entityOf(name: string): string {
  return (JSON.parse(readFileSync(path.join(folder ?? '', name, 'lab.json'), 'utf8')) as Truth).entity
}

/** Asks the product with question and evidence alone: what is expected stays out of its reach. */
async function scoreCase(source: string): Promise<ScoreRow> {
  const expected = JSON.parse(readFileSync(path.join(source, 'expected.json'), 'utf8')) as Expected
  const truth = JSON.parse(readFileSync(path.join(source, 'lab.json'), 'utf8')) as Truth
  const asked = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-case-'))
  for (const name of ['question.txt', 'evidence']) cpSync(path.join(source, name), path.join(asked, name), { recursive: true })
  const begun = Date.now()
  const { answer, trouble } = await askProduct(asked)
  const ms = Date.now() - begun
  rmSync(asked, { recursive: true, force: true })
  const evidence = path.join(source, 'evidence')
  const lines = new Map(readdirSync(evidence).map((name) => [name, readFileSync(path.join(evidence, name), 'utf8').split('\n')]))
  const { passed, decisive, precision, reasons } = judge(expected, lines, answer)
  if (values.verbose)
    console.log(
      JSON.stringify(
        answer.hypotheses?.slice(0, 2).map(({ title, summary, confidence }) => ({ title, summary, confidence })) ?? answer,
        undefined,
        1,
      ),
    )
  const { fault, isTwin, seed, mechanism, entity, bytes } = truth
  const about = { case: path.basename(source), fault, isTwin, seed, mechanism, entity, passed, decisive, ms, bytes }
  return { ...about, ...(precision === undefined ? {} : { precision }), reasons: trouble ? [trouble, ...reasons] : reasons }
}

async function askProduct(asked: string): Promise<{ readonly answer: Answer; readonly trouble?: string }> {
  const child = spawn(values.adapter, ['incident', ...leftOut, asked], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-400)))
  const deadline = setTimeout(() => child.kill('SIGKILL'), Number(values.timeout) * 1000)
  await new Promise((resolve) => child.on('close', resolve))
  clearTimeout(deadline)
  try {
    return { answer: JSON.parse(output) as Answer }
  } catch {
    return { answer: {}, trouble: `no JSON answer: ${errors.trim().slice(0, 200)}` }
  }
}
