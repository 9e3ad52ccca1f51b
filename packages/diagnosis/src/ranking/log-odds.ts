import type { Finding } from '@faultmaven/contracts'
import { type Candidate, isSpecific, saysLittle } from './candidate.ts'

/** Mechanisms that are mostly seen as the consequence of another start lower. */
const PRIOR = { specific: -0.6, plain: -1, symptom: -1.6, vagueState: -1.4, vague: -2 } as const
const SYMPTOM_RESOURCES = new Set(['probe', 'upstream', 'connection', 'deployment', 'job', 'process', 'container'])
const SYMPTOM_MODES = new Set([
  'timed-out',
  'refused',
  'lost',
  'unreachable',
  'slow',
  'failed',
  'unhealthy',
  'restarting',
  'crashed',
])
/** Of a cause that somebody proposes and nothing shows. */
export const UNPROVED_LOG_ODDS = PRIOR.plain
/** Log-likelihood ratio of a finding of score 0 and by how much it grows to score 1. */
const LLR_AT_ZERO = -1
const LLR_SLOPE = 4.5
/** A second group of the same source says less than one of another source, which is independent. */
const SAME_SOURCE = 0.35
const OTHER_SOURCE = 0.6
/** Of a symptom: every caller up the chain repeats it, so that more of them say little more. */
const REPEATED = 0.5

/**
 * Log-odds of a candidate: prior of its kind of mechanism plus what its evidence says.
 * Evidence counts by group (source and check text); later groups count ever less, so that a thousand repetitions of a
 * message cannot outweigh one that is exact.
 */
export function logOdds(candidate: Candidate): number {
  return priorOf(candidate) + evidenceOf(candidate.findings, isSymptom(candidate) ? REPEATED : 1)
}

function priorOf(candidate: Candidate): number {
  if (saysLittle(candidate)) return candidate.main.kind === 'fault' ? PRIOR.vague : PRIOR.vagueState
  if (isSymptom(candidate)) return PRIOR.symptom
  return isSpecific(candidate) ? PRIOR.specific : PRIOR.plain
}

function isSymptom(candidate: Candidate): boolean {
  return SYMPTOM_RESOURCES.has(candidate.resource) && SYMPTOM_MODES.has(candidate.mode) && !isMeasuredCallee(candidate)
}

/** Slowness that was measured at the thing called is its own, not the complaint of a caller. */
function isMeasuredCallee({ main }: Candidate): boolean {
  return main.kind !== 'fault' && main.fault?.mechanism === 'upstream/slow' && main.fault.blames === 'callee'
}

function evidenceOf(findings: readonly Finding[], share: number): number {
  const perSource = new Map<string, number>()
  let total = 0
  for (const finding of findings.toSorted((a, b) => b.score - a.score)) {
    const earlier = perSource.get(finding.sourceId) ?? 0
    const sources = perSource.size
    const weight = SAME_SOURCE ** earlier * OTHER_SOURCE ** (earlier > 0 ? 0 : sources)
    const ratio = LLR_AT_ZERO + LLR_SLOPE * finding.score
    // A weak further finding must not make a strong candidate weaker.
    total += weight * (perSource.size === 0 ? ratio : share * Math.max(0, ratio))
    perSource.set(finding.sourceId, earlier + 1)
  }
  return total
}
