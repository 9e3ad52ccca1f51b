import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import type { Examined } from '../examination/examiner.ts'
import type { NewLogFormat } from '../store/log-formats.ts'
import type { ArrivingSource, StoredSource } from '../store/stored-source.ts'
import { createEventFeed, type EventFeed } from './event-feed.ts'

export type TurnCounts = { readonly sources: number; readonly findings: number }

/** By what the sources of a turn are read, the same for all of them. */
export type TurnReading = {
  /** Unix milliseconds: when its sources count as received. */
  readonly openedAtMs: number
  /** Formats that users had taught by then. */
  readonly logFormats: readonly NewLogFormat[]
}

/** A turn as this process knows it: what it was told in events, and what relating its sources needs. */
export type Turn = {
  readonly caseId: string
  readonly turnId: string
  readonly feed: EventFeed
  state: 'open' | 'analysed'
  /** Absent until it is opened. */
  reading?: TurnReading
  /** The end under way, so that a second caller waits for the same. */
  closing?: Promise<TurnCounts>
  readonly sources: Map<string, StoredSource>
  /** By id, until they are among the sources or given up. */
  readonly arriving: Map<string, ArrivingSource>
  /** Sources that this process read while they arrived. */
  readonly read: Set<string>
  readonly findings: Map<string, Finding>
  /** What examination said of the sources that this process read, without the drafts. */
  readonly examined: Map<string, Pick<Examined, 'checks' | 'isHeld'>>
  /** Uploads under way, to be ended when the turn begins anew or its case is deleted. */
  readonly uploads: Set<{ readonly ordinal: number; readonly abort: AbortController; readonly done: Promise<unknown> }>
  /** What went wrong beside the sources, in sentences for the user. */
  readonly troubles: string[]
  /** Findings that watchers were told of. */
  readonly told: Set<string>
}

export function createTurn(caseId: string, turnId: string): Turn {
  return {
    caseId,
    turnId,
    feed: createEventFeed(),
    state: 'open',
    sources: new Map(),
    arriving: new Map(),
    read: new Set(),
    findings: new Map(),
    examined: new Map(),
    uploads: new Set(),
    troubles: [],
    told: new Set(),
  }
}

/** @throws {ProblemError} `turn.not_found` for a turn that nobody opened */
export function readingOf({ reading }: Turn): TurnReading {
  if (reading === undefined) throw new ProblemError('turn.not_found')
  return reading
}

/** Ends the uploads under way and waits until nothing of them is written any more. */
export async function endUploads({ uploads }: Turn): Promise<void> {
  for (const upload of uploads) upload.abort.abort()
  await Promise.allSettled([...uploads].map((upload) => upload.done))
}

/** Ends what is under way and forgets what came, for an upload that begins anew. */
export async function resetTurn(turn: Turn): Promise<void> {
  await endUploads(turn)
  turn.feed.reset()
  turn.sources.clear()
  turn.arriving.clear()
  turn.read.clear()
  turn.findings.clear()
  turn.examined.clear()
  turn.troubles.length = 0
  turn.told.clear()
}

/** Findings of a turn that are told and kept; the best ones at the end. */
export const MAX_FINDINGS = 500
/** Findings held until the end picks the best, so that a bundle of ten thousand files cannot fill the memory with them. */
const MAX_HELD = 4 * MAX_FINDINGS

/** Takes a finding, or a newer state of it, and tells the watchers. One that comes when there are too many waits for the end. */
export function publishFinding(turn: Turn, finding: Finding): void {
  const isNews = turn.told.has(finding.id) || turn.told.size < MAX_FINDINGS
  if (isDeepStrictEqual(turn.findings.get(finding.id), finding) && turn.told.has(finding.id)) return
  turn.findings.set(finding.id, finding)
  if (turn.findings.size > MAX_HELD) dropWeakest(turn)
  if (!isNews) return
  turn.told.add(finding.id)
  turn.feed.publish({ type: 'finding-added', finding })
}

function dropWeakest({ findings }: Turn): void {
  const best = [...findings.values()].toSorted((a, b) => b.score - a.score).slice(0, 2 * MAX_FINDINGS)
  findings.clear()
  for (const finding of best) findings.set(finding.id, finding)
}
