import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Outcome, TurnAnswer } from '@faultmaven/contracts'
import { describeWithheld, makeReport, renderHandoff, renderHtml, renderMarkdown, type Report } from '@faultmaven/report'
import { readPassphrase } from '../bundle/passphrase.ts'
import { type NewFile, openNewFile } from '../bundle/new-file.ts'
import { createOfflineCase } from '../roles/offline-case.ts'
import { readWorkers } from '../roles/built-workers.ts'
import { listInputs } from './inputs.ts'
import { printAnswer } from './print-answer.ts'
import { createProgress } from './progress.ts'
import { withoutTechnology } from './without-technology.ts'

/** `faultmaven analyze [--question TEXT] FILES…`: one turn without a server. @returns the exit code, see `help.ts` */
export async function analyze(args: readonly string[], version: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      question: { type: 'string', short: 'q' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
      handoff: { type: 'boolean', default: false },
      bundle: { type: 'string' },
      'passphrase-file': { type: 'string' },
      'time-zone': { type: 'string' },
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
  const signatures = !values['no-signatures']
  const leftOut = withoutTechnology(process.env)
  const conclusions = { version, signatures, ...(leftOut === '' ? {} : { withoutTechnology: leftOut }) }
  const bundle = values.bundle === undefined ? undefined : await openBundleFile(values.bundle, values['passphrase-file'])
  const offline = await createOfflineCase({ signatures, workers: readWorkers(values.workers), ...(bundle && { conclusions }) })
  try {
    const turn = {
      turnId: randomUUID(),
      askedAtMs: Date.now(),
      ...(values.question ? { question: values.question } : {}),
      ...(values['time-zone'] ? { timeZone: values['time-zone'] } : {}),
    }
    const answer = await offline.ask({
      ...turn,
      files: inputs,
      onBytes: (bytes, name) => progress.add(bytes, name),
    })
    progress.end()
    const report = makeReport(answer, { version, now: Date.now() })
    if (values.report) await writeReport(values.report, rendered(report, values.report))
    if ((values.report || values.handoff) && report.withheld) console.error(`Withheld: ${describeWithheld(report.withheld)}`)
    if (values.json) process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else process.stdout.write(values.handoff ? `${renderHandoff(report)}\n` : printAnswer(answer))
    if (bundle) await bundle.file.write(offline.exportBundle(bundle.passphrase))
    return exitCode(answer)
  } finally {
    await offline.close()
    await bundle?.file.close()
  }
}

/** Before anything is analysed, so that whatever speaks against the bundle is told first. */
async function openBundleFile(name: string, passphraseFile: string | undefined): Promise<{ file: NewFile; passphrase: string }> {
  const passphrase = await readPassphrase(passphraseFile)
  return { passphrase, file: await openNewFile(name) }
}

/** By the ending of the file: Markdown, JSON, else HTML. */
function rendered(report: Report, file: string): string {
  if (/\.(?:md|markdown)$/i.test(file)) return renderMarkdown(report)
  return /\.json$/i.test(file) ? `${JSON.stringify(report, undefined, 1)}\n` : renderHtml(report)
}

function writeReport(file: string, text: string): Promise<void> {
  return writeFile(file, text).catch((cause: unknown) => {
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
