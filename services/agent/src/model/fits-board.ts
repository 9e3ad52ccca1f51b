import type { Outcome, ProblemGroup } from '@faultmaven/contracts'
import { type Evidence, readFault } from '@faultmaven/diagnosis'

/** A sentence that says why something happened. */
const CAUSAL =
  /\b(?:caus(?:e|es|ed|ing)|because|due to|owing to|root of|culprit|to blame|triggered|led to|results? (?:from|in)|stems? from|originat\w+|responsible for)\b/i

type Known = { readonly problems: readonly ProblemGroup[]; readonly evidence: Evidence; readonly outcome: Outcome }

/**
 * Whether an inference stays within what was found, as the fault grammar reads it: it reports no fault that no finding reports, and it
 * names as a cause only what stands on the board. Where nothing is wrong there is nothing to infer. What the grammar does not read as a
 * fault and what names no cause passes: it is shown as the inference that it is.
 */
export function fitsBoard(sentence: string, { problems, evidence, outcome }: Known): boolean {
  if (outcome === 'no-fault') return false
  const reading = readFault(sentence)
  const isCausal = CAUSAL.test(sentence)
  if (reading === undefined) return !isCausal
  const isSaid = (mechanism: string) => says(sentence, reading, mechanism)
  if (problems.some(({ hypotheses }) => hypotheses.some(({ mechanism }) => isSaid(mechanism)))) return true
  return !isCausal && evidence.findings.some(({ kind, fault }) => kind !== 'instruction' && isSaid(fault?.mechanism ?? ''))
}

type Reading = NonNullable<ReturnType<typeof readFault>>

/** The mechanism itself, or the same mode of a thing that the sentence names: the grammar may take a word for a neighbour of what it means. */
function says(sentence: string, reading: Reading, mechanism: string): boolean {
  if (reading.mechanism === mechanism) return true
  const [resource = '', mode = ''] = mechanism.split('/')
  return reading.mode === mode && sentence.toLowerCase().includes(resource.replaceAll('-', ' ').replace(/s$/, ''))
}
