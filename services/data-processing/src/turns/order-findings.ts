import type { Citation, Finding } from '@faultmaven/contracts'

/**
 * Findings, best first; those of equal score by place: the order of their sources, then their first line. Two runs over the same files tell the
 * same in the same order, although ids differ.
 *
 * @param sources ids in their order; findings of others come last
 */
export function orderFindings(findings: Iterable<Finding>, sources: readonly string[]): Finding[] {
  const places = new Map(sources.map((id, place) => [id, place]))
  const placed = Array.from(findings, (finding) => ({
    finding,
    source: places.get(finding.sourceId) ?? sources.length,
    line: Math.min(Number.MAX_SAFE_INTEGER, ...finding.citations.map(lineOf)),
  }))
  return placed
    .sort(
      (a, b) =>
        b.finding.score - a.finding.score ||
        a.source - b.source ||
        a.line - b.line ||
        compareTexts(a.finding.check, b.finding.check) ||
        compareTexts(a.finding.title, b.finding.title) ||
        compareTexts(a.finding.id, b.finding.id),
    )
    .map(({ finding }) => finding)
}

function lineOf(citation: Citation): number {
  return citation.kind === 'search' ? Math.min(Number.MAX_SAFE_INTEGER, ...citation.first.map(lineOf)) : citation.line
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
