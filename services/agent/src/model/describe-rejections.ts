import type { Rejections, StoredProposals } from './stored-proposals.ts'

/** What the answer says of the model: that it was not used and why, or what of it was rejected. Nothing when all was well, or there is none. */
export function describeModel(asked: StoredProposals, rejections: Rejections, notes: readonly string[]): string[] {
  if (asked.state === 'none') return []
  if (asked.state === 'failed') return [`The model was not used: ${asked.why}`]
  const { claims, hypotheses, statements } = rejections
  return [
    ...sentence(claims, 'claim', 'the evidence does not hold what they say'),
    ...sentence(hypotheses, 'hypothesis', 'no evidence', 'hypotheses'),
    ...sentence(statements, 'statement', 'no evidence'),
    ...asked.notes,
    ...notes,
  ]
}

/** "3 statements of the model were rejected: no evidence". */
function sentence(count: number, noun: string, why: string, plural = `${noun}s`): string[] {
  if (count === 0) return []
  return [`${count} ${count === 1 ? noun : plural} of the model ${count === 1 ? 'was' : 'were'} rejected: ${why}`]
}
