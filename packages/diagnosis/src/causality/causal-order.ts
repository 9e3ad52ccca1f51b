import { fromInstant } from '@faultmaven/signals'
import type { Finding } from '@faultmaven/contracts'
import type { Candidate } from '../ranking/candidate.ts'
import { textOfFinding } from '../ranking/evidence.ts'
import { causalEdge } from './edges.ts'

/** Which candidate explains which: `explains.get(a)` are the candidates that a could have caused. */
export type CausalOrder = {
  readonly explains: ReadonlyMap<Candidate, readonly Candidate[]>
  readonly explainedBy: ReadonlyMap<Candidate, readonly Candidate[]>
}

/** How much later than its effect a cause may be first seen: clocks and flushing of logs differ by that much. */
const TOLERANCE_US = 120 * 1_000_000
const REACHING = new Set(['refused', 'timed-out', 'unreachable', 'lost', 'slow'])
const MAX_CANDIDATES = 25

/**
 * Tells causes from their symptoms among candidates: by known pairs of mechanisms, by who is blamed ("A cannot reach B" blames a B
 * that has a fault of its own) and never against the order of time. Pairs that hold both ways are dropped.
 */
export function orderCausally(candidates: readonly Candidate[]): CausalOrder {
  const explains = new Map<Candidate, Candidate[]>()
  const explainedBy = new Map<Candidate, Candidate[]>()
  const considered = candidates.slice(0, MAX_CANDIDATES)
  for (const cause of considered) {
    for (const effect of considered) {
      if (cause === effect || !leads(cause, effect) || leads(effect, cause)) continue
      explains.set(cause, [...(explains.get(cause) ?? []), effect])
      explainedBy.set(effect, [...(explainedBy.get(effect) ?? []), cause])
    }
  }
  return { explains, explainedBy }
}

function leads(cause: Candidate, effect: Candidate): boolean {
  if (startsAfter(cause, effect)) return false
  const edge = causalEdge(cause.mechanism, effect.mechanism)
  if (edge === 'direct') return true
  return edge === 'wide' ? areRelated(cause, effect) : isBlamedBy(cause, effect)
}

/** True when both have times and the cause is seen for the first time clearly after the effect. */
function startsAfter(cause: Candidate, effect: Candidate): boolean {
  const causeStart = firstTime(cause)
  const effectStart = firstTime(effect)
  return causeStart !== undefined && effectStart !== undefined && causeStart > effectStart + TOLERANCE_US
}

/** They share an entity, one names the other's, or they stand in the same source. */
export function areRelated(a: Candidate, b: Candidate): boolean {
  const sources = new Set(a.findings.map((finding) => finding.sourceId))
  if (b.findings.some((finding) => sources.has(finding.sourceId))) return true
  return namesOf(a).some((name) => mentions(b, name)) || namesOf(b).some((name) => mentions(a, name))
}

/** The effect cannot reach something, and that is the thing in which the cause was found. */
function isBlamedBy(cause: Candidate, effect: Candidate): boolean {
  if (!REACHING.has(effect.mode) || REACHING.has(cause.mode) || effect.entity === undefined) return false
  const host = effect.entity.split(/[.:/]/)[0] ?? ''
  return (
    host.length > 3 &&
    [...namesOf(cause), ...cause.findings.map(sourceOf)].some((name) => name.toLowerCase().includes(host.toLowerCase()))
  )
}

function namesOf({ entity, findings }: Candidate): string[] {
  const names = [entity ?? '', ...findings.slice(0, 4).flatMap((finding) => finding.entities)]
  return [...new Set(names)].filter((name) => name.length > 3)
}

function mentions({ findings }: Candidate, name: string): boolean {
  return findings.slice(0, 4).some((finding) => textOfFinding(finding).includes(name))
}

function sourceOf(finding: Finding): string {
  const citation = finding.citations[0]
  return citation && citation.kind !== 'search' ? citation.sourceName : ''
}

function firstTime({ findings }: Candidate): number | undefined {
  const times = findings.flatMap((finding) => (finding.interval ? [fromInstant(finding.interval.from)] : []))
  return times.length > 0 ? Math.min(...times) : undefined
}
