import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BundledTurn, type BundleHead, openBundle, readEntries, type ReadEntry } from '@faultmaven/bundle'
import type { TurnAnswer } from '@faultmaven/contracts'
import { terminalText } from '../terminal-text.ts'
import { withoutTechnology } from '../analyze/without-technology.ts'
import { readWorkers } from '../roles/built-workers.ts'
import { createOfflineCase } from '../roles/offline-case.ts'
import { differencesOf } from './differences.ts'
import { readPassphrase } from './passphrase.ts'
import { type Journals, replayEntry } from './replay-case.ts'

/** `faultmaven replay BUNDLE`: comes to the conclusions of a bundle again, from its bytes. @returns the exit code, see `help.ts` */
export async function replay(args: readonly string[], version: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'passphrase-file': { type: 'string' }, workers: { type: 'string' }, 'without-technology': { type: 'string' } },
  })
  const [file] = positionals
  if (file === undefined) throw new Error('Use: faultmaven replay BUNDLE [--passphrase-file FILE]')
  const entries = readEntries(openBundle(createReadStream(file), await readPassphrase(values['passphrase-file'])))
  try {
    return await replayEntries(entries, version, readWorkers(values.workers))
  } catch (error) {
    // What is wrong with a bundle quotes it, and whoever made it may be nobody's friend.
    const why = terminalText(error instanceof Error ? error.message : String(error))
    throw new Error(`Cannot replay "${file}": ${why}`, { cause: error })
  } finally {
    await entries.return()
  }
}

async function replayEntries(entries: AsyncGenerator<ReadEntry, void>, version: string, workers: number): Promise<number> {
  const { caseId, signatures, ...head } = await readHead(entries)
  refuseOtherKnowledge(head.withoutTechnology ?? '', withoutTechnology(process.env))
  if (head.version !== version) console.log(`Made by version ${terminalText(head.version)}, replayed by ${version}`)
  const journals: Journals = new Map()
  const offline = await createOfflineCase({ signatures, caseId, workers, journalOf: (turnId) => journals.get(turnId) })
  try {
    const turns: BundledTurn[] = []
    for await (const read of entries) {
      await replayEntry(offline, journals, read)
      if (read.entry.kind === 'turn') turns.push(read.entry)
    }
    if (turns.length === 0) throw new Error('The bundle holds no turn')
    // Later words change the answers of earlier turns: they are compared when everything was said.
    const answers = await offline.answers()
    // Later turns reason about what live sources answered, too.
    const firstLive = turns.findIndex(({ journal }) => journal.live !== undefined)
    const verdicts = turns.map((turn, index) =>
      compareTurn(turn, { number: index + 1, now: answers.get(turn.turnId), isLive: firstLive >= 0 && index >= firstLive }),
    )
    if (verdicts.includes('differs')) return 1
    return verdicts.includes('not compared') ? 3 : 0
  } finally {
    await offline.close()
  }
}

async function readHead(entries: AsyncGenerator<ReadEntry, void>): Promise<BundleHead> {
  const first = await entries.next()
  if (first.done === true || first.value.entry.kind !== 'bundle') throw new Error('The bundle does not say what it is')
  return first.value.entry
}

type Replayed = { readonly number: number; readonly now: TurnAnswer | undefined; readonly isLive: boolean }

type Verdict = 'same' | 'differs' | 'not compared'

/** Prints how a turn came out. */
function compareTurn({ answer, isAnswered, missing }: BundledTurn, { number, now, isLive }: Replayed): Verdict {
  if (!isAnswered || isLive) {
    const why = isLive
      ? 'it or a turn before it asked live sources, whose answers a bundle does not hold'
      : 'it was stopped before its end'
    console.log(`turn ${number}: not compared, ${why}`)
    return 'not compared'
  }
  const differences = differencesOf(answer, JSON.stringify(now ?? null))
  const verdict = differences.length === 0 ? 'the same, byte for byte' : 'differs'
  console.log(`turn ${number}: ${verdict}  ${terminalText(now?.headline ?? '')}`)
  for (const name of missing) console.log(`  the bundle does not hold ${terminalText(name)}: its upload was not kept whole`)
  for (const difference of differences) console.log(`  ${terminalText(difference)}`)
  return differences.length === 0 ? 'same' : 'differs'
}

/** What a process knows is made when it starts: it cannot replay what was concluded from other knowledge. */
function refuseOtherKnowledge(before: string, now: string): void {
  if (before === now) return
  throw new Error(
    before === ''
      ? `The bundle was made with all built-in knowledge, and this process leaves out "${now}": replay it without --without-technology and FAULTMAVEN_WITHOUT_TECHNOLOGY`
      : `The bundle was made without what is known of "${before}": replay it with --without-technology ${before}`,
  )
}
