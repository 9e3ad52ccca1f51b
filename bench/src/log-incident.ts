import { analyze, placesOf } from './analyze.ts'

/** `log-incident FILE`: the incidents found in one log, best first, in the log kit's form. */
export async function findInLog(args: readonly string[]) {
  const answer = analyze(args.slice(-1))
  const incidents = answer.findings.filter(({ check }) => check === 'log-incidents').toSorted((a, b) => b.score - a.score)
  return {
    lines: answer.sources[0]?.coverage?.lines ?? 0,
    findings: incidents.map(({ title, score, citations }) => {
      const places = citations.flatMap(placesOf)
      const lines = places.map(({ line }) => line)
      return {
        // An incident cites first the line that it began with; what announced it lies before.
        start: lines[0],
        end: Math.max(...lines),
        score,
        template: title,
        evidence: places.map(({ line, text }) => ({ line, text })),
      }
    }),
  }
}
