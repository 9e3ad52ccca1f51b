import type { Finding, TurnAnswer } from '@faultmaven/contracts'

type Entry = { readonly at: string; readonly until: string; readonly title: string }

const MAX_ENTRIES = 20

/** What the causes rest on, what was changed, and how it ended: findings with a time, in order of time. */
export function timelineOf({ board, findings }: Pick<TurnAnswer, 'board' | 'findings'>): Entry[] {
  const shown = new Set(board.problems.flatMap(({ hypotheses }) => hypotheses.flatMap(({ findingIds }) => findingIds)))
  return findings
    .filter((finding) => shown.has(finding.id) || tellsAround(finding))
    .flatMap(({ interval, title }): Entry[] => (interval ? [{ at: interval.from, until: interval.to, title }] : []))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.title.localeCompare(b.title)))
    .slice(0, MAX_ENTRIES)
}

function tellsAround({ kind, details }: Finding): boolean {
  return kind === 'change' || (kind === 'healthy' && details.includes('recovered'))
}
