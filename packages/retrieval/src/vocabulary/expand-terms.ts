import { eachTerm } from '../terms/tokenize.ts'
import data from './expansions.json' with { type: 'json' }

type Expansion = { readonly when: readonly string[]; readonly adds: readonly string[] }

const EXPANSIONS: readonly Expansion[] = data.flatMap(({ expansions, bothWays }) =>
  Object.entries(expansions).flatMap(([key, value]) => {
    const [from, to] = [termsOf(key), termsOf(value)]
    return bothWays
      ? [
          { when: from, adds: to },
          { when: to, adds: from },
        ]
      : [{ when: from, adds: to }]
  }),
)
/** By one word of what they wait for, so that only those are tried that can apply. */
const BY_TERM: ReadonlyMap<string, readonly Expansion[]> = groupByFirstTerm(EXPANSIONS)

/**
 * Adds what the field also calls the things that a question names: `pvc` finds "persistent volume claim".
 * @param share what an added word weighs of the one that brought it, 0 to 1
 */
export function expandTerms(terms: ReadonlyMap<string, number>, share: number): Map<string, number> {
  const expanded = new Map(terms)
  for (const [term] of terms) {
    for (const { when, adds } of BY_TERM.get(term) ?? []) {
      const weights = when.map((word) => terms.get(word) ?? 0)
      const weight = Math.min(...weights) * share
      for (const added of adds) if (weight > (expanded.get(added) ?? 0)) expanded.set(added, weight)
    }
  }
  return expanded
}

function groupByFirstTerm(expansions: readonly Expansion[]): Map<string, Expansion[]> {
  const groups = new Map<string, Expansion[]>()
  for (const expansion of expansions) {
    const [first = ''] = expansion.when
    const group = groups.get(first)
    if (group) group.push(expansion)
    else groups.set(first, [expansion])
  }
  return groups
}

/** `absent()` is the function, not the word. */
function termsOf(words: string): string[] {
  if (words.endsWith('()')) return [words]
  const terms: string[] = []
  eachTerm(words, (term, isIdentifier) => {
    if (!isIdentifier) terms.push(term)
  })
  return terms
}
