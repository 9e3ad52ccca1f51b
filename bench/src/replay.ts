import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// Bundles of all cases of the incident kit's form, replayed: the same conclusions byte for byte? And how long an answer takes, the start of
// the process with it. Build first. Use: npm run bench:replay -- CASES
const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../dist/server/faultmaven.mjs')
const folder = process.argv[2]
if (!folder) {
  console.error('Give the folder of the cases')
  process.exit(2)
}
const work = mkdtempSync(path.join(os.tmpdir(), 'replay-'))
const seconds: number[] = []
let same = 0
let bytes = 0
const cases = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory())
for (const name of cases) {
  const evidence = path.join(folder, name, 'evidence')
  const question = readFileSync(path.join(folder, name, 'question.txt'), 'utf8').trim()
  const bundle = path.join(work, name)
  const files = readdirSync(evidence).map((file) => path.join(evidence, file))
  const begun = performance.now()
  run(['analyze', '-q', question, ...files])
  seconds.push((performance.now() - begun) / 1000)
  run(['analyze', '-q', question, '--bundle', bundle, ...files])
  bytes += statSync(bundle).size
  const { status, stdout } = run(['replay', bundle])
  if (status === 0) same += 1
  else console.log(`${name}\n${stdout}`)
}
rmSync(work, { recursive: true, force: true })
seconds.sort((a, b) => a - b)
const p95 = seconds[Math.ceil(seconds.length * 0.95) - 1] ?? 0
console.log(`${same} of ${cases.length} bundles replayed byte for byte (${(bytes / 2 ** 20).toFixed(1)} MiB sealed)`)
console.log(
  `analysis with the start of the process: median ${seconds[seconds.length >> 1]?.toFixed(2)} s, p95 ${p95.toFixed(2)} s`,
)
process.exitCode = same === cases.length ? 0 : 1

function run(args: readonly string[]) {
  const env = { ...process.env, FAULTMAVEN_PASSPHRASE: 'a passphrase of the bench' }
  return spawnSync(process.execPath, [SERVER, ...args], { encoding: 'utf8', env, maxBuffer: 2 ** 28 })
}
