import { analyze, placesOf } from './analyze.ts'

/** `log-incident FILE`: the findings of one log, best first, in the log kit's form. */
export async function findInLog(args: readonly string[]) {
  const answer = analyze(args.slice(-1))
  const findings = answer.findings.toSorted((a, b) => b.score - a.score)
  return {
    lines: answer.sources[0]?.coverage?.lines ?? 0,
    findings: findings.map(({ title, score, citations }) => {
      const places = citations.flatMap(placesOf)
      const lines = places.map(({ line }) => line)
      return {
        start: Math.min(...lines),
        end: Math.max(...lines),
        score,
        template: title,
        evidence: places.map(({ line, text }) => ({ line, text })),
      }
    }),
  }
}
