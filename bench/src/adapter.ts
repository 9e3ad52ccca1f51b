import { answerIncident } from './incident.ts'
import { findInLog } from './log-incident.ts'
import { detectInMetrics } from './metrics.ts'
import { rankCase } from './root-cause.ts'
import { mineFile } from './templates.ts'

const KITS: Readonly<Record<string, (args: readonly string[]) => Promise<unknown>>> = {
  incident: answerIncident,
  'log-incident': findInLog,
  metrics: detectInMetrics,
  'root-cause': rankCase,
  templates: mineFile,
}
const LATER = ['redact', 'restore', 'knowledge']

const [kit = '', ...args] = process.argv.slice(2)
const run = KITS[kit]
if (run) console.log(JSON.stringify(await run(args)))
else {
  console.error(
    LATER.includes(kit)
      ? `The kit "${kit}" is not reached yet`
      : `Unknown kit "${kit}": ${[...Object.keys(KITS), ...LATER].join(', ')}`,
  )
  process.exitCode = 2
}
