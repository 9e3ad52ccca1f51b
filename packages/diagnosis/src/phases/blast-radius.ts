import type { Finding } from '@faultmaven/contracts'
import type { Evidence } from '../ranking/evidence.ts'

export type BlastRadius = {
  /** Things that show a fault, most affected first, at most twelve. */
  readonly affected: readonly { readonly entity: string; readonly findings: number; readonly records: number }[]
  readonly healthy: readonly string[]
  /** One sentence for the page. */
  readonly summary: string
}

const MAX_AFFECTED = 12
const AFFECTED_SCORE = 0.3

/** Phase `define-blast-radius`: who is affected and who is evidently not. */
export function defineBlastRadius({ findings, sources }: Evidence): BlastRadius {
  const affected = new Map<string, { findings: number; records: number }>()
  for (const finding of findings.filter(isTrouble)) {
    for (const entity of finding.entities) {
      const earlier = affected.get(entity) ?? { findings: 0, records: 0 }
      affected.set(entity, { findings: earlier.findings + 1, records: earlier.records + finding.count })
    }
  }
  const ranked = [...affected].toSorted(
    ([a, x], [b, y]) => y.findings - x.findings || y.records - x.records || a.localeCompare(b),
  )
  const healthy = [
    ...new Set(findings.filter((finding) => finding.kind === 'healthy').flatMap((finding) => finding.entities)),
  ].filter((entity) => !affected.has(entity))
  const troubled = new Set(findings.filter(isTrouble).map((finding) => finding.sourceId)).size
  return {
    affected: ranked.slice(0, MAX_AFFECTED).map(([entity, counts]) => ({ entity, ...counts })),
    healthy: healthy.slice(0, MAX_AFFECTED),
    summary: summaryOf(
      ranked.slice(0, 3).map(([entity]) => entity),
      troubled,
      sources.length,
    ),
  }
}

function isTrouble({ kind, score }: Finding): boolean {
  return kind !== 'healthy' && kind !== 'instruction' && score >= AFFECTED_SCORE
}

function summaryOf(names: readonly string[], troubled: number, sources: number): string {
  if (troubled === 0) return `None of ${sources} ${sources === 1 ? 'source' : 'sources'} shows trouble`
  const where = `${troubled} of ${sources} ${sources === 1 ? 'source' : 'sources'} show trouble`
  return names.length > 0 ? `${where}, above all ${names.join(', ')}` : where
}
