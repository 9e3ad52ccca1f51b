import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { examineDominance } from './dominance.ts'
import { examineLog } from './examine-log.ts'
import { examineTexts } from './examine-texts.ts'
import { examineSeries } from './series.ts'
import { examineSpans } from './spans.ts'
import { examineStructure } from './structure.ts'
import { examineTables } from './tables.ts'

/** `signatures: false` reads with the general grammar alone. */
export type ExamineOptions = { readonly signatures?: boolean }

const MAX_FINDINGS = 200
const MAX_HEALTHY = 30

/**
 * Everything one source says by itself, best first, at most 200 findings.
 * Good news is kept apart from faults so that many lines of it cannot push a fault out.
 */
export function examineSource(source: ExaminedSource, { signatures = true }: ExamineOptions = {}): DraftFinding[] {
  const { name, trees, tables, series } = source
  const structured = [
    ...examineStructure(trees, name, { signatures }),
    ...examineTexts(trees, name, { signatures }),
    ...examineDominance(trees, name),
    ...examineTables(tables, name),
    ...examineSpans(trees, name),
    ...examineSeries(series, name),
  ]
  const cited = new Set(structured.flatMap((finding) => finding.places.map((place) => place.line)))
  const logged = examineLog(source, { signatures }).filter((finding) => !finding.places.some((place) => cited.has(place.line)))
  const all = [...structured, ...logged].toSorted((a, b) => b.score - a.score)
  const healthy = all.filter((finding) => finding.kind === 'healthy').slice(0, MAX_HEALTHY)
  return [...all.filter((finding) => finding.kind !== 'healthy').slice(0, MAX_FINDINGS), ...healthy]
}
