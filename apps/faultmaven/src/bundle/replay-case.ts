import { Readable } from 'node:stream'
import type { BundledFeedback, BundledReply, BundledTurn, ReadEntry, TurnJournal } from '@faultmaven/bundle'
import { PASTED_NAME, splitPastedText } from '@faultmaven/contracts'
import { type createOfflineCase, offlineContext } from '../roles/offline-case.ts'

type OfflineCase = Awaited<ReturnType<typeof createOfflineCase>>
/** What turns took from outside, by their ids; filled as a bundle is read. */
export type Journals = Map<string, TurnJournal>

/** Does once more what a user did: asks a turn with its files, says a word or answers a question, or takes that back. */
export async function replayEntry(offline: OfflineCase, journals: Journals, { entry, files }: ReadEntry): Promise<void> {
  if (entry.kind === 'feedback') await replayFeedback(offline, entry)
  if (entry.kind === 'reply') await replayReply(offline, entry)
  if (entry.kind === 'turn') await replayTurn(offline, journals, { turn: entry, files })
}

type Turn = { readonly turn: BundledTurn; readonly files: ReadEntry['files'] }

async function replayTurn(offline: OfflineCase, journals: Journals, { turn, files }: Turn): Promise<void> {
  const { caseId, clock, evidence, investigation } = offline
  const { turnId, mode, question, timeZone, journal } = turn
  const ids = { caseId, turnId }
  const context = offlineContext()
  journals.set(turnId, journal)
  clock.agentMs = turn.askedAtMs
  const forget = await teachFormats(offline, turn)
  clock.evidenceMs = turn.receivedAtMs ?? turn.askedAtMs
  const request = { ...(question === undefined ? {} : { question }), ...(timeZone === undefined ? {} : { timeZone }) }
  await investigation.beginTurn({ ...ids, mode, request }, context)
  await forget()
  if (mode !== 'query') await sendFiles(offline, { turn, files })
  if (mode !== 'query' && turn.isAnalysed) await evidence.closeTurn(ids, context)
  if (!turn.isAnswered) {
    await investigation.interruptTurn({ ...ids, why: 'The turn was stopped' }, context)
    return
  }
  await investigation.submitTurn({ ...ids, mode, bodyDigest: turnId, notExamined: journal.notExamined }, context)
  for await (const _ of investigation.caseEvents(ids, context));
}

async function sendFiles({ caseId, evidence }: OfflineCase, { turn, files }: Turn): Promise<void> {
  const ids = { caseId, turnId: turn.turnId }
  const context = offlineContext()
  const waiting = turn.files.values()
  for await (const file of files) {
    const { ordinal, name } = waiting.next().value!
    // Why a file was not taken stands in the journal.
    await evidence.addSource({ ...ids, ordinal, name }, Readable.from(file), context).catch(() => {})
  }
  const { pasted } = splitPastedText(turn.question ?? '')
  if (pasted === '') return
  const ordinal = (turn.files.at(-1)?.ordinal ?? -1) + 1
  await evidence.addSource({ ...ids, ordinal, name: PASTED_NAME }, Readable.from([Buffer.from(pasted)]), context)
}

/** The log formats that the turn was read with: they are known while it is opened. @returns what makes them unknown again */
async function teachFormats({ clock, evidence }: OfflineCase, turn: BundledTurn): Promise<() => Promise<void>> {
  const context = offlineContext()
  const ids: string[] = []
  for (const [place, format] of turn.logFormats.entries()) {
    // They are kept in the order in which they were taught.
    clock.evidenceMs = turn.askedAtMs + place
    ids.push((await evidence.saveLogFormat(format, context)).id)
  }
  return async () => {
    for (const formatId of ids) await evidence.deleteLogFormat({ formatId }, context)
  }
}

async function replayFeedback({ caseId, clock, investigation }: OfflineCase, said: BundledFeedback): Promise<void> {
  const { atMs, feedbackId, given } = said
  const context = offlineContext()
  clock.agentMs = atMs
  if (given && feedbackId !== undefined) await investigation.giveFeedback({ caseId, feedbackId, ...given }, context)
  else await investigation.undoFeedback({ caseId, ...(feedbackId === undefined ? {} : { feedbackId }) }, context)
}

async function replayReply({ caseId, clock, investigation }: OfflineCase, { atMs, turnId, value }: BundledReply): Promise<void> {
  clock.agentMs = atMs
  await investigation.answerQuestion({ caseId, turnId, ...(value === undefined ? {} : { value }) }, offlineContext())
}
