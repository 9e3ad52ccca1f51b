import type { Finding } from '@faultmaven/contracts'
import { clockNotes } from '../clock/clock-notes.ts'
import { bestFirst, type Evidence } from '../ranking/evidence.ts'

export type Timeline = {
  /** What began when, in order of time, at most forty. */
  readonly entries: readonly { readonly at: string; readonly until: string; readonly title: string; readonly findingId: string }[]
  /** When the first clear trouble began. */
  readonly onset?: string
  readonly summary: string
}

const MAX_ENTRIES = 40
const CLEAR_SCORE = 0.45

/** Phase `establish-timeline`: what was first. Findings without a time are counted in the summary and left out. */
export function establishTimeline({ findings, sources }: Evidence): Timeline {
  const timed = bestFirst(findings).filter((finding) => finding.kind !== 'instruction' && finding.interval !== undefined)
  const entries = timed.map(entryOf).toSorted((a, b) => a.at.localeCompare(b.at))
  const onset = timed
    .filter(({ kind, score }) => kind !== 'healthy' && score >= CLEAR_SCORE)
    .map(entryOf)
    .toSorted((a, b) => a.at.localeCompare(b.at))[0]
  const untimed = findings.length - timed.length
  return {
    entries: entries.slice(0, MAX_ENTRIES),
    ...(onset && { onset: onset.at }),
    summary: [
      onset
        ? `First clear trouble at ${onset.at.replace('T', ' ')}: ${onset.title}`
        : `No trouble with a time${untimed > 0 ? `; ${untimed} findings have none` : ''}`,
      ...clockNotes(sources),
    ].join('. '),
  }
}

function entryOf({ interval, title, id }: Finding) {
  return { at: interval?.from ?? '', until: interval?.to ?? '', title, findingId: id }
}
