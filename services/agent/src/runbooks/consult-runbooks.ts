import type { TurnJournal } from '@faultmaven/bundle'
import { type KnowledgeHit, type NextStep, type ProblemGroup, splitPastedText } from '@faultmaven/contracts'
import type { Evidence } from '@faultmaven/diagnosis'
import { toProblemError } from '@faultmaven/rpc'
import { findTurn } from '../cases/case-record.ts'
import { questionOf } from '../graph/evidence.ts'
import { journalRow, readPart } from '../journal/turn-journal.ts'
import { plainText } from '../model/plain-text.ts'
import { appendStep } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { isReadOnlyCommand } from './read-only-command.ts'

type Advice = NonNullable<TurnJournal['runbooks']>
const NO_ADVICE: Advice = { steps: [], degraded: [] }

/** Runbooks of one answer: more would hide the steps that follow from the evidence. */
const MAX_RUNBOOKS = 3
/** Of the time that the turn took so far; a knowledge base that hangs must not make it half as long again. */
const SHARE_OF_TURN = 0.4
const MIN_WAIT_MS = 250
const MAX_WAIT_MS = 3000
/** A document that is not named like the alert must hold so much of what was found, in so many words, to be worth reading. */
const MIN_COVERAGE = 0.35
const MIN_MATCHED = 3
const MAX_QUESTION = 8000
const MAX_NAME = 160

/**
 * Steps that runbooks advise for what was found, each with the passage it comes from. Asked once a turn, in the name of the case's owner; a
 * knowledge base that is away or slow costs the runbooks and nothing else.
 */
export async function consultRunbooks(run: TurnRun, evidence: Evidence, problems: readonly ProblemGroup[]): Promise<Advice> {
  if (run.replayed) return run.replayed.runbooks ?? NO_ADVICE
  if (!run.knowledgeBase) return NO_ADVICE
  const known = await readPart(run.openCase, run.ref.turnId, 'runbooks')
  if (known) return known
  const question = questionFor(run, evidence, problems)
  if (question === '') return NO_ADVICE
  const advice = await ask(run, run.knowledgeBase, question)
  await appendStep(run.openCase, run.ref, 'propose-solution/runbooks', { rows: [journalRow(run.ref.turnId, 'runbooks', advice)] })
  return advice
}

async function ask(run: TurnRun, knowledgeBase: NonNullable<TurnRun['knowledgeBase']>, question: string): Promise<Advice> {
  try {
    const context = { ...run.context, deadlineMs: Date.now() + patienceMs(run) }
    const { hits, degraded = [] } = await knowledgeBase.search({ question, limit: 2 * MAX_RUNBOOKS, passages: 1 }, context)
    return { steps: hits.filter(isWorthReading).slice(0, MAX_RUNBOOKS).flatMap(toStep), degraded }
  } catch (error) {
    run.context.signal.throwIfAborted()
    return {
      steps: [],
      degraded: [`No runbook was looked for: the knowledge base could not be asked (${toProblemError(error).code})`],
    }
  }
}

function patienceMs({ openCase, ref, now }: TurnRun): number {
  const { startedAtMs = now() } = findTurn(openCase.state().record, ref.turnId) ?? {}
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, SHARE_OF_TURN * (now() - startedAtMs)))
}

/** The causes that lead, what proves them, what was asked. Alone what was asked where no cause was found. */
function questionFor(run: TurnRun, { findings }: Evidence, problems: readonly ProblemGroup[]): string {
  const leaders = problems.flatMap(({ hypotheses }) => hypotheses.filter(({ state }) => state !== 'refuted').slice(0, 1))
  const proving = new Set(leaders.flatMap(({ findingIds }) => findingIds.slice(0, 3)))
  const asked = questionOf(run)
  const texts = [
    ...leaders.flatMap(({ title, mechanism }) => [title, mechanism.replaceAll(/[/-]/g, ' ')]),
    ...findings.filter(({ id }) => proving.has(id)).map(({ title }) => title),
    ...(asked === undefined ? [] : [splitPastedText(asked).prose]),
  ]
  return [...new Set(texts)].join('\n').slice(0, MAX_QUESTION).trim()
}

function isWorthReading({ named, coverage, passages }: KnowledgeHit): boolean {
  return named || (coverage >= MIN_COVERAGE && (passages[0]?.matched.length ?? 0) >= MIN_MATCHED)
}

/** It says what the document says: whether that fits is for the reader to judge. */
function toStep({ title, name, passages }: KnowledgeHit, index: number): NextStep[] {
  const [passage] = passages
  if (!passage) return []
  const document = plainText(title || name, MAX_NAME)
  const place = [
    document,
    ...passage.headings.map((heading) => plainText(heading, MAX_NAME)).filter((heading) => heading !== document),
  ]
  const command = passage.commands.find(isPlain)
  const isReadOnly = command === undefined || command.split('\n').every(isReadOnlyCommand)
  return [
    {
      id: `runbook-${index}`,
      text: `The runbook “${place.join(' › ')}” speaks of this: ${plainText(passage.text, 240)}`,
      ...(command === undefined ? {} : { command }),
      risk: isReadOnly ? 'read-only' : 'changes-production',
      purpose: isReadOnly ? 'verify' : 'fix',
      runbook: { citation: passage.citation, title: document },
    },
  ]
}

/** What is copied must be what is seen: no control, format or bidi characters. */
function isPlain(command: string): boolean {
  return !/[^\P{C}\n\t]/u.test(command)
}
