import { type BundledTurn, type BundleHead, encodeEntry } from '@faultmaven/bundle'
import {
  concludedAnswer,
  type Finding,
  PASTED_NAME,
  splitPastedText,
  type TurnAnswer,
  type TurnEvent,
  type UploadedTurn,
} from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { findTurn, type TurnRecord } from '../cases/case-record.ts'
import type { OpenCase } from '../cases/open-case.ts'
import { eachRow, rowText } from '../cases/rows.ts'
import { readJournal } from '../journal/turn-journal.ts'
import type { AgentParts } from '../parts.ts'
import { caseHistory } from './case-history.ts'

type Parts = Pick<AgentParts, 'dataProcessing'>
type Options = { readonly head: BundleHead; readonly context: CallContext }

/** The plain bytes of a bundle: its head, then turns with their files and words and replies of the user's, as they came. */
export async function* bundleEntries(
  { dataProcessing }: Parts,
  openCase: OpenCase,
  { head, context }: Options,
): AsyncGenerator<Uint8Array, void> {
  const { caseId } = openCase
  const uploaded = await unlessNone(async () => (await dataProcessing.listUploads({ caseId }, context)).turns)
  const findings = await unlessNone(async () => (await dataProcessing.listFindings({ caseId }, context)).findings)
  yield encodeEntry(head)
  for (const step of await caseHistory(openCase)) {
    if (step.kind !== 'turn') {
      yield encodeEntry(step)
      continue
    }
    const turn = findTurn(openCase.state().record, step.turnId)
    if (turn === undefined) continue
    const brought = uploaded.find(({ turnId }) => turnId === turn.turnId)
    const entry = await toEntry(openCase, turn, { brought, findings })
    yield encodeEntry(entry)
    for (const { ordinal } of entry.files) yield* dataProcessing.readUpload({ caseId, turnId: turn.turnId, ordinal }, context)
  }
}

type Brought = { readonly brought: UploadedTurn | undefined; readonly findings: readonly Finding[] }

async function toEntry(openCase: OpenCase, turn: TurnRecord, { brought, findings }: Brought): Promise<BundledTurn> {
  const { turnId, mode, question, timeZone, startedAtMs } = turn
  return {
    kind: 'turn',
    turnId,
    mode,
    ...(question === undefined ? {} : { question }),
    ...(timeZone === undefined ? {} : { timeZone }),
    askedAtMs: startedAtMs,
    ...(brought && { receivedAtMs: brought.openedAtMs }),
    logFormats: brought?.logFormats ?? [],
    files: withoutPasted(brought?.uploads ?? [], question),
    missing: brought?.missing ?? [],
    isAnalysed: brought?.isAnalysed ?? false,
    isAnswered: turn.state === 'answered',
    journal: await readJournal(openCase, turnId),
    answer: JSON.stringify(await readAnswer(openCase, turnId, findings)),
  }
}

/** What was pasted into the question came as the last file, and comes out of the question again. */
function withoutPasted(uploads: UploadedTurn['uploads'], question = ''): UploadedTurn['uploads'] {
  const isPasted = splitPastedText(question).pasted !== '' && uploads.at(-1)?.name === PASTED_NAME
  return isPasted ? uploads.slice(0, -1) : uploads
}

async function readAnswer({ rows }: OpenCase, turnId: string, findings: readonly Finding[]): Promise<TurnAnswer> {
  const events: TurnEvent[] = []
  for await (const { value } of eachRow(rows, 'event/')) {
    const entry: { turnId: string; event: TurnEvent } = JSON.parse(rowText(value))
    if (entry.turnId === turnId) events.push(entry.event)
  }
  return concludedAnswer(events, findings)
}

/** A case that was only asked never brought data-processing anything. */
async function unlessNone<T>(list: () => Promise<T[]>): Promise<T[]> {
  try {
    return await list()
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'case.not_found') return []
    throw error
  }
}
