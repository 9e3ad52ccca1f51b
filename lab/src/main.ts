import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { allFaults } from './faults/index.ts'
import type { Job } from './runner/main.ts'
import { buildBundles } from './sandbox/bundles.ts'
import { cacheFolder } from './sandbox/cache.ts'
import { enterSandbox } from './sandbox/enter.ts'
import { installPrograms } from './sandbox/install.ts'
import { prepareRoot } from './sandbox/prepare.ts'

const usage = `npm run lab -- [--faults A-Z | --faults REGEX] [--seed N] [--out DIR] [--jobs 3] [--amount 1] [--warm 6] [--no-twins | --only-twins] [--list]`

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: path.join(cacheFolder, 'cases') },
    jobs: { type: 'string', default: '3' },
    amount: { type: 'string', default: '1' },
    warm: { type: 'string', default: '6' },
    'no-twins': { type: 'boolean', default: false },
    'only-twins': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})
const chosen = allFaults.filter(({ id }) =>
  (/^[a-z]-[a-z]$/i.test(values.faults) ? new RegExp(`^[${values.faults}]`, 'i') : new RegExp(values.faults)).test(id),
)
if (chosen.length === 0) {
  console.error(`No fault matches "${values.faults}"; usage: ${usage}`)
  process.exit(2)
}
if (values.list) {
  for (const { id, mechanism, entity, programs } of chosen)
    console.log(`${id.padEnd(36)} ${mechanism.padEnd(22)} ${entity.padEnd(12)} ${programs.join(' ')}`)
  process.exit(0)
}
installPrograms(console.log)
await buildBundles()
await prepareRoot(console.log)

const started = Date.now()
const seed = Number(values.seed)
const jobs = chosen.flatMap((fault) =>
  [false, true].filter((isTwin) => !(isTwin ? values['no-twins'] : values['only-twins'])).map((isTwin) => ({ fault, isTwin })),
)
const failures: { readonly id: string; readonly why: string }[] = []
let next = 0
let kernel: Promise<unknown> = Promise.resolve()
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    while (next < jobs.length) {
      const job = jobs[next++]
      if (job) await recordOne(job)
    }
  }),
)
const minutes = ((Date.now() - started) / 60_000).toFixed(1)
mkdirSync(values.out, { recursive: true })
writeFileSync(path.join(values.out, `failures-seed-${seed}.json`), `${JSON.stringify(failures, undefined, 1)}\n`)
console.log(
  `${jobs.length - failures.length} cases recorded and probed, ${failures.length} not, in ${minutes} minutes, in ${values.out}`,
)
process.exit(0)

async function recordOne({ fault, isTwin }: (typeof jobs)[number]): Promise<void> {
  const id = `${fault.id}${isTwin ? '-twin' : ''}-s${seed}`
  const out = path.join(cacheFolder, 'work', id)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const job: Job = { fault: fault.id, isTwin, seed, amount: Number(values.amount), warmSeconds: Number(values.warm) }
  writeFileSync(path.join(out, 'job.json'), JSON.stringify(job))
  const begun = Date.now()
  const timeoutMs = (job.warmSeconds + (fault.seconds ?? 8) + 75) * 1000
  const run = async () => enterSandbox({ script: 'runner.mjs', out, host: 'node-1', timeoutMs })
  // The kernel's log is the machine's: two recordings that read it would see each other's messages.
  const turn = fault.kernelLog ? kernel.then(run) : run()
  if (fault.kernelLog) kernel = turn
  const { code, output } = await turn
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  if (code !== 0 || !existsSync(path.join(out, 'case', 'lab.json'))) {
    const failure = path.join(out, 'failure.txt')
    const why = existsSync(failure) ? readFileSync(failure, 'utf8') : `ended with ${code}: ${output.slice(-600)}`
    failures.push({ id, why })
    console.log(`FAIL ${id} (${seconds} s)\n     ${why.split('\n').slice(0, 6).join('\n     ')}`)
  } else {
    const target = path.join(values.out, id)
    mkdirSync(values.out, { recursive: true })
    rmSync(target, { recursive: true, force: true })
    cpSync(path.join(out, 'case'), target, { recursive: true })
    const bytes = readdirSync(path.join(target, 'evidence')).reduce(
      (sum, name) => sum + statSync(path.join(target, 'evidence', name)).size,
      0,
    )
    const { proof } = JSON.parse(readFileSync(path.join(target, 'lab.json'), 'utf8')) as { proof: string }
    console.log(
      `ok   ${id} (${seconds} s, ${Math.round(bytes / 1024)} KiB) ${isTwin ? 'quiet: ' : ''}${proof.split('\n')[0]?.slice(0, 140) ?? ''}`,
    )
  }
  rmSync(out, { recursive: true, force: true })
}
