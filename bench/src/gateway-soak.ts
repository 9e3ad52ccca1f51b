import { setTimeout as sleep } from 'node:timers/promises'
import { startPrograms } from './gateway/start-programs.ts'

/**
 * Mixed traffic through the gateway for a while: `npm run bench:gateway-soak -- KIT [MINUTES]`. Plain and streamed requests of eight callers, every tenth
 * left in the middle, with an upstream that fails one time in fifty. Memory must be flat: its mean in the last third at most 1.05 times that in the second.
 */
const [kit = '', minutes = '15'] = process.argv.slice(2)
const CALLERS = 8
const SAMPLE_MS = 500

const programs = await startPrograms(kit, { FAIL_RATE: '0.02', GAP_MS: '1' })
const endMs = Date.now() + Number(minutes) * 60_000
const counts = { whole: 0, left: 0, failed: 0 }
const samples: number[] = []
try {
  const callers = Array.from({ length: CALLERS }, (_, index) => call(index))
  while (Date.now() < endMs) {
    samples.push((await programs.memory()).now)
    await sleep(SAMPLE_MS)
  }
  await Promise.all(callers)
  report((await programs.memory()).peak)
} finally {
  await programs.stop()
}

async function call(caller: number): Promise<void> {
  for (let turn = caller; Date.now() < endMs; turn += 1) {
    const leaves = turn % 10 === 9
    const controller = new AbortController()
    try {
      const response = await fetch(programs.ours, {
        method: 'POST',
        headers: { ...programs.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'auto', stream: turn % 2 === 1, messages: [{ role: 'user', content: text(turn) }] }),
        signal: controller.signal,
      })
      if (leaves) {
        await response.body?.getReader().read()
        controller.abort()
        counts.left += 1
        continue
      }
      const isWhole = response.ok && !(await response.text()).includes('event: error')
      counts[isWhole ? 'whole' : 'failed'] += 1
    } catch {
      counts.failed += 1
    }
  }
}

/** Of changing length, with some values that come again and few that are new. */
function text(turn: number): string {
  const line = `2026-11-03T03:11:00Z WARN pool: timeout of 203.0.113.${turn % 200}, password=tr0ub4dor-${turn % 50}\n`
  return line.repeat(1 + (turn % 40))
}

function report(peak: number): void {
  const third = Math.floor(samples.length / 3)
  const mean = (part: readonly number[]) => part.reduce((sum, one) => sum + one, 0) / part.length
  const [second, last] = [mean(samples.slice(third, 2 * third)), mean(samples.slice(2 * third))]
  console.log(
    `${JSON.stringify(counts)}; memory ${second.toFixed(0)} MiB in the second third, ${last.toFixed(0)} in the last (× ${(last / second).toFixed(3)}), peak ${peak.toFixed(0)}`,
  )
  if (last > 1.05 * second) process.exitCode = 1
}
