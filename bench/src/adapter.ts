import { answerIncident } from './incident.ts'
import { findInLog } from './log-incident.ts'
import { searchKnowledge } from './knowledge.ts'
import { detectInMetrics } from './metrics.ts'
import { redactRecords, restoreStreams } from './redact.ts'
import { rankCase } from './root-cause.ts'
import { mineFile } from './templates.ts'

const KITS: Readonly<Record<string, (args: readonly string[]) => Promise<unknown>>> = {
  incident: answerIncident,
  'log-incident': findInLog,
  knowledge: searchKnowledge,
  metrics: detectInMetrics,
  redact: redactRecords,
  restore: restoreStreams,
  'root-cause': rankCase,
  templates: mineFile,
}

const [kit = '', ...args] = process.argv.slice(2)
const run = KITS[kit]
if (run) {
  const answer = await run(args)
  if (answer !== undefined) console.log(JSON.stringify(answer))
} else {
  console.error(`Unknown kit "${kit}": ${Object.keys(KITS).join(', ')}`)
  process.exitCode = 2
}
