import type { TurnJournal } from '@faultmaven/bundle'
import {
  type CaseDocumentHit,
  type KnowledgeHit,
  type NextStep,
  type Passage,
  type ProblemGroup,
  splitPastedText,
} from '@faultmaven/contracts'
import type { Evidence } from '@faultmaven/diagnosis'
import { type CallContext, toProblemError } from '@faultmaven/rpc'
import { findTurn } from '../cases/case-record.ts'
import { questionOf } from '../graph/evidence.ts'
import { journalRow, readPart } from '../journal/turn-journal.ts'
import { plainText } from '../model/plain-text.ts'
import { appendStep } from '../turns/turn-log.ts'
import type { TurnRun } from '../turns/turn-run.ts'
import { isReadOnlyCommand } from './read-only-command.ts'

type KnowledgeBase = NonNullable<TurnRun['knowledgeBase']>
type Advice = NonNullable<TurnJournal['runbooks']>
const NO_ADVICE: Advice = { steps: [], degraded: [] }

/** Runbooks of one answer: more would hide the steps that follow from the evidence. */
const MAX_RUNBOOKS = 3
/** Of the time that the turn took so far; a knowledge base that hangs must not make it half as long again. */
const SHARE_OF_TURN = 0.3
const MIN_WAIT_MS = 200
const MAX_WAIT_MS = 3000
/** A document that is not named like the alert must hold so much of what was found, in so many words, to be worth reading. */
const MIN_COVERAGE = 0.35
const MIN_MATCHED = 3
const MAX_QUESTION = 8000
const MAX_NAME = 160

/**
 * Steps that runbooks advise for what was found, each with the passage it comes from: documents that were dropped into the case, then those
 * of the knowledge base. Asked once a turn, in the name of the case's owner; what is away or slow costs its runbooks and nothing else.
 */
export async function consultRunbooks(run: TurnRun, evidence: Evidence, problems: readonly ProblemGroup[]): Promise<Advice> {
  if (run.replayed) return run.replayed.runbooks ?? NO_ADVICE
  const { knowledgeBase } = run
  const hasDocuments = evidence.sources.some(({ kind }) => kind === 'document')
  if (!knowledgeBase && !hasDocuments) return NO_ADVICE
  const known = await readPart(run.openCase, run.ref.turnId, 'runbooks')
  if (known) return known
  const question = questionFor(run, evidence, problems)
  if (question === '') return NO_ADVICE
  const context = { ...run.context, deadlineMs: Date.now() + patienceMs(run) }
  const asked = { question, limit: 2 * MAX_RUNBOOKS, passages: 1 }
  const [own, shared] = await Promise.all([
    hasDocuments ? findIn(run, 'the documents of this case', () => searchCase(run, asked, context)) : NOTHING,
    knowledgeBase ? findIn(run, 'the knowledge base', () => searchShelf(knowledgeBase, asked, context)) : NOTHING,
  ])
  // What was dropped into the case was meant for it.
  const steps = [...own.found, ...shared.found].slice(0, MAX_RUNBOOKS).map((hit, index) => toStep(hit, index))
  const advice: Advice = { steps, degraded: [...own.degraded, ...shared.degraded] }
  await appendStep(run.openCase, run.ref, 'propose-solution/runbooks', { rows: [journalRow(run.ref.turnId, 'runbooks', advice)] })
  return advice
}

type Found = Pick<KnowledgeHit, 'title' | 'name'> & { readonly passage: Passage; readonly isOfCase: boolean }
type Search = Parameters<KnowledgeBase['search']>[0]
type Answer = { readonly found: readonly Found[]; readonly degraded: readonly string[] }
const NOTHING: Answer = { found: [], degraded: [] }

async function searchCase({ dataProcessing, openCase }: TurnRun, asked: Search, context: CallContext): Promise<Answer> {
  const { hits } = await dataProcessing.searchDocuments({ ...asked, caseId: openCase.caseId }, context)
  return { found: hits.flatMap((hit) => worthReading(hit, true)), degraded: [] }
}

async function searchShelf(knowledgeBase: KnowledgeBase, asked: Search, context: CallContext): Promise<Answer> {
  const { hits, degraded = [] } = await knowledgeBase.search(asked, context)
  return { found: hits.flatMap((hit) => worthReading(hit, false)), degraded }
}

async function findIn({ context }: TurnRun, where: string, search: () => Promise<Answer>): Promise<Answer> {
  try {
    return await search()
  } catch (error) {
    context.signal.throwIfAborted()
    return {
      found: [],
      degraded: [`No runbook was looked for: ${where} could not be asked (${toProblemError(error).code})`],
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

function worthReading({ title, name, named, coverage, passages }: KnowledgeHit | CaseDocumentHit, isOfCase: boolean): Found[] {
  const [passage] = passages
  if (!passage) return []
  const isFitting = named || (coverage >= MIN_COVERAGE && passage.matched.length >= MIN_MATCHED)
  return isFitting ? [{ title, name, passage, isOfCase }] : []
}

/** It says what the document says: whether that fits is for the reader to judge. */
function toStep({ title, name, passage, isOfCase }: Found, index: number): NextStep {
  const document = plainText(title || name, MAX_NAME)
  const place = [
    document,
    ...passage.headings.map((heading) => plainText(heading, MAX_NAME)).filter((heading) => heading !== document),
  ]
  const command = passage.commands.find(isPlain)
  const isReadOnly = command === undefined || command.split('\n').every(isReadOnlyCommand)
  return {
    id: `runbook-${index}`,
    text: `The runbook “${place.join(' › ')}” speaks of this: ${plainText(passage.text, 240)}`,
    ...(command === undefined ? {} : { command }),
    risk: isReadOnly ? 'read-only' : 'changes-production',
    purpose: isReadOnly ? 'verify' : 'fix',
    runbook: { citation: passage.citation, title: document, ...(isOfCase && { isOfCase }) },
  }
}

/** What is copied must be what is seen: no control, format or bidi characters. */
function isPlain(command: string): boolean {
  return !/[^\P{C}\n\t]/u.test(command)
}
