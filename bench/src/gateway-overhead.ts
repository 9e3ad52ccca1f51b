import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { startPrograms } from './gateway/start-programs.ts'

/**
 * What the gateway costs over the thinnest proxy there can be: `npm run bench:gateway -- KIT [ROUNDS] [SECONDS]`, with the folder of the kit. Both stand in
 * front of the same upstream and are loaded in turns with bodies of 1 KB; figures are medians of the rounds. Processor time a request is told beside them:
 * of all figures it changes least with what else the machine does.
 */
const [kit = '', rounds = '3', seconds = '4'] = process.argv.slice(2)
const run = promisify(execFile)

type Measured = {
  readonly rps: number
  readonly p50: number
  readonly p99: number
  readonly ttfb50: number
  readonly errors: number
}
type Cost = Measured & { readonly processorUs: number }
type Load = { readonly connections: number; readonly stream: boolean }

const programs = await startPrograms(kit)
try {
  for (const connections of [1, 16]) for (const stream of [false, true]) await compare({ connections, stream })
  const { peak } = await programs.memory()
  console.log(`peak memory of the whole server: ${peak.toFixed(0)} MiB`)
} finally {
  await programs.stop()
}

async function compare(load: Load): Promise<void> {
  const thin: Cost[] = []
  const ours: Cost[] = []
  for (let round = 0; round < Number(rounds); round += 1) {
    thin.push(await measure('thin', load))
    ours.push(await measure('ours', load, programs.headers))
  }
  const median = (all: readonly Cost[], what: keyof Cost) =>
    all.map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN
  const added = (what: 'p50' | 'p99' | 'ttfb50') => `${what} +${(median(ours, what) - median(thin, what)).toFixed(2)} ms`
  const share = (100 * median(ours, 'rps')) / median(thin, 'rps')
  console.log(
    `${load.stream ? 'stream' : 'plain '} ${String(load.connections).padStart(2)} connections: ${added('p50')}, ${added('p99')}, ${added('ttfb50')}, ` +
      `${median(ours, 'rps').toFixed(0)} of ${median(thin, 'rps').toFixed(0)} requests a second (${share.toFixed(0)}%), ` +
      `${median(ours, 'processorUs').toFixed(0)} and ${median(thin, 'processorUs').toFixed(0)} us of processor each, ` +
      `errors ${ours.reduce((sum, { errors }) => sum + errors, 0)}`,
  )
}

async function measure(
  program: 'thin' | 'ours',
  { connections, stream }: Load,
  headers: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
  const options = [
    '--url',
    programs[program],
    '--conns',
    String(connections),
    '--secs',
    seconds,
    '--warm',
    '1',
    '--json',
    ...(stream ? ['--stream'] : []),
  ]
  const [earlier, { requests: earlierRequests }] = [await programs.processorMs(), await programs.upstream()]
  const { stdout } = await run(process.execPath, [path.join(kit, 'bench.mjs'), ...options, ...given])
  const measured: Measured = JSON.parse(stdout)
  // Those of its first second, which are not among its figures, took their time, too.
  const requests = (await programs.upstream()).requests - earlierRequests
  const processorUs = (1000 * ((await programs.processorMs())[program] - earlier[program])) / requests
  return { ...measured, processorUs }
}
