import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Outcome, TurnAnswer } from '@faultmaven/contracts'
import { createOfflineCase } from '../roles/offline-case.ts'
import { readWorkers } from '../roles/built-workers.ts'
import { makeReport } from '../report/report.ts'
import { renderReport } from '../report/render-report.ts'
import { listInputs } from './inputs.ts'
import { printAnswer } from './print-answer.ts'
import { createProgress } from './progress.ts'

/** `faultmaven analyze [--question TEXT] FILES…`: one turn without a server. @returns the exit code, see `help.ts` */
export async function analyze(args: readonly string[], version: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      question: { type: 'string', short: 'q' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
      workers: { type: 'string' },
      'no-signatures': { type: 'boolean', default: false },
      // Takes effect before this is loaded, see without-technology.ts.
      'without-technology': { type: 'string' },
    },
  })
  const inputs = await listInputs(positionals, process.stdin)
  if (inputs.length === 0 && !values.question) {
    throw new Error('Nothing to analyse: give files, pipe text in, or ask with --question "…"')
  }
  const total = inputs.reduce<number | undefined>(
    (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
    0,
  )
  const progress = createProgress(total, process.stderr)
  const offline = await createOfflineCase({ signatures: !values['no-signatures'], workers: readWorkers(values.workers) })
  try {
    const answer = await offline.ask({
      ...(values.question ? { question: values.question } : {}),
      files: inputs,
      onBytes: (bytes, name) => progress.add(bytes, name),
    })
    progress.end()
    if (values.report) await writeReport(values.report, renderReport(makeReport(answer, { version, now: Date.now() })))
    process.stdout.write(values.json ? `${JSON.stringify(answer, undefined, 2)}\n` : printAnswer(answer))
    return exitCode(answer)
  } finally {
    await offline.close()
  }
}

function writeReport(file: string, html: string): Promise<void> {
  return writeFile(file, html).catch((cause: unknown) => {
    throw new Error(`Cannot write the report "${file}": its folder does not exist or may not be written`, { cause })
  })
}

const EXIT_CODES = { 'no-fault': 0, answered: 0, supported: 1, undecided: 3, interrupted: 2 } as const satisfies Record<
  Outcome,
  number
>

/** A question that was answered without the files that were given is not decided by them. */
export function exitCode({ outcome, sources }: Pick<TurnAnswer, 'outcome' | 'sources'>): number {
  const isUnread = sources.length > 0 && sources.every(({ state }) => state === 'refused')
  return outcome === 'answered' && isUnread ? EXIT_CODES.undecided : EXIT_CODES[outcome ?? 'interrupted']
}
