import type { Outcome, ProblemGroup } from '@faultmaven/contracts'
import { type Evidence, readFault } from '@faultmaven/diagnosis'

/** A sentence that says why something happened. */
const CAUSAL = /\b(?:caus(?:e|es|ed|ing)|because|due to|owing to|root of|culprit|to blame|triggered|led to|results? (?:from|in)|stems? from|originat\w+|responsible for)\b/i

type Known = { readonly problems: readonly ProblemGroup[]; readonly evidence: Evidence; readonly outcome: Outcome }

/**
 * Whether an inference stays within what was found, as the fault grammar reads it: it reports no fault that no finding reports, and it
 * names as a cause only what stands on the board. Where no fault was found it reports none.
 */
export function fitsBoard(sentence: string, { problems, evidence, outcome }: Known): boolean {
  const reading = readFault(sentence)
  const onBoard = new Set(problems.flatMap(({ hypotheses }) => hypotheses.map(({ mechanism }) => mechanism)))
  if (CAUSAL.test(sentence)) return reading !== undefined && onBoard.has(reading.mechanism)
  if (reading === undefined) return true
  if (outcome === 'no-fault') return false
  const isFound = evidence.findings.some(({ kind, fault }) => kind !== 'instruction' && fault?.mechanism === reading.mechanism)
  return isFound || onBoard.has(reading.mechanism)
}
