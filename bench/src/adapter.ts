import { answerIncident } from './incident.ts'

const KITS: Readonly<Record<string, (args: readonly string[]) => Promise<unknown>>> = {
  incident: answerIncident,
}
const LATER = ['templates', 'log-incident', 'metrics', 'root-cause', 'redact', 'restore', 'knowledge']

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
