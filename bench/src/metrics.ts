import { readFileSync } from 'node:fs'
import { toInstant } from '@faultmaven/signals'
import { detectAnomalies, readSeries } from '@faultmaven/metrics'

/** `metrics FILE`: a score a row and the product's own list of the first series, in the metrics kit's form. */
export function detectInMetrics(args: readonly string[]): Promise<unknown> {
  const file = args.at(-1) ?? ''
  const text = readFileSync(file, 'utf8')
  const [series] = readSeries(file, text)
  const rows = text.split(/\r?\n/).filter((line) => line !== '').length - 1
  const scores: number[] = Array<number>(rows).fill(0)
  if (series === undefined) return Promise.resolve({ scores, anomalies: [] })
  const found = detectAnomalies(series)
  series.samples.forEach(({ line }, at) => (scores[line - 2] = Number(found.scores[at]!.toFixed(4))))
  return Promise.resolve({
    scores,
    anomalies: found.anomalies.map(({ first, last, score }) => ({
      start: toInstant(first.time),
      end: toInstant(last.time),
      score: Number(score.toFixed(3)),
    })),
  })
}
