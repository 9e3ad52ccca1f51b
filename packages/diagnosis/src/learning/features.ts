import type { Candidate } from '../ranking/candidate.ts'

/** What a candidate rests on: kinds of evidence, signatures and sources. */
export function featuresOf({ findings }: Pick<Candidate, 'findings'>): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ kind, check, sourceId, fault }) => [
      `kind ${kind} ${check}`,
      `source ${sourceId}`,
      ...(fault?.signatureId === undefined ? [] : [`signature ${fault.signatureId}`]),
    ]),
  )
}

/** The features of each candidate that some other lacks: what all rest on tells none from another. */
export function tellingFeatures(candidates: readonly Candidate[]): ReadonlyMap<Candidate, readonly string[]> {
  const all = candidates.map((candidate) => ({ candidate, features: [...featuresOf(candidate)] }))
  const counts = new Map<string, number>()
  for (const feature of all.flatMap(({ features }) => features)) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return new Map(
    all.map(({ candidate, features }) => [candidate, features.filter((feature) => counts.get(feature) !== candidates.length)]),
  )
}
