import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataProcessing } from '@faultmaven/contracts'
import { createDataProcessing } from '@faultmaven/data-processing'
import { createInProcessClient, systemContext } from '@faultmaven/rpc'
import { createMemoryKeyRing } from '@faultmaven/security'
import { createDirectoryBlob, createMemoryKv } from '@faultmaven/storage'

/**
 * What reading in worker threads costs and gains: `npm run build`, then `npx tsx bench/src/reading-workers.ts FILES…` sends the files,
 * as many at once as there are workers, through the data-processing contract, in a process of its own for no worker, one and two. `answer` hashes what was found:
 * it must be the same. CPU is user and system time of the whole process.
 */
const entry = new URL('../../dist/server/reading-worker.mjs', import.meta.url)
const [first = '', ...rest] = process.argv.slice(2)

if (first === '--inner') await measure(Number(rest[0]), rest.slice(1))
else if (first === '' || !existsSync(entry)) throw new Error('Build first, then say which logs to read')
else {
  for (const workers of [0, 1, 2]) {
    const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--inner', String(workers), first, ...rest]
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    console.log(stdout.trim())
  }
}

async function measure(workers: number, files: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultmaven-workers-'))
  const service = createDataProcessing({
    kv: createMemoryKv(),
    blob: createDirectoryBlob(folder),
    keyRing: createMemoryKeyRing(),
    now: () => Date.UTC(2026, 10, 22),
    tellsEarly: false,
    readingWorkers: { entry, count: workers },
  })
  const client = createInProcessClient(dataProcessing, service.handlers)
  const turn = { caseId: randomUUID(), turnId: '00000000-0000-4000-8000-000000000001' }
  await client.openTurn(turn, systemContext())
  const cpu = process.cpuUsage()
  const from = performance.now()
  const context = systemContext()
  const waiting = [...files.entries()]
  const sendNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [ordinal, file] = next
      const body = createReadStream(file, { highWaterMark: 2 ** 18 })
      await client.addSource({ ...turn, ordinal, name: path.basename(file) }, body, context)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, workers) }, sendNext))
  await client.closeTurn(turn, context)
  const wallS = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const { sources } = await client.listSources({ caseId: turn.caseId }, context)
  const { findings } = await client.listFindings({ caseId: turn.caseId }, context)
  const answer = createHash('sha256')
    .update(JSON.stringify([sources, findings]))
    .digest('hex')
    .slice(0, 16)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(
    JSON.stringify({
      workers,
      cpuS: Number(((user + system) / 1e6).toFixed(2)),
      wallS: Number(wallS.toFixed(2)),
      peakMiB,
      answer,
    }),
  )
  await service.close()
  await rm(folder, { recursive: true, force: true })
}
