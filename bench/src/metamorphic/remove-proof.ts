import type { Citation, Claim, TurnAnswer } from '@faultmaven/contracts'
import { type CaseFiles, mapText, type Random, shuffled } from './case-files.ts'

export type Place = { readonly file: string; readonly line: number }

/** Half of the sources, by chance; one at least stays and one at least goes. Undefined where there is only one. */
export function halveSources(given: CaseFiles, random: Random): CaseFiles | undefined {
  if (given.files.length < 2) return undefined
  const kept = new Set(shuffled(given.files, random).slice(0, Math.floor(given.files.length / 2)))
  return { ...given, files: given.files.filter((file) => kept.has(file)) }
}

/** The lines that the claims of the leader cite. */
export function decisivePlaces({ board, claims }: TurnAnswer): Place[] {
  const ids = board.problems[0]?.hypotheses[0]?.claimIds ?? []
  return claims.filter(({ id }) => ids.includes(id)).flatMap(placesOfClaim)
}

export function placesOfClaim({ citations }: Claim): Place[] {
  return citations.flatMap(placesOf)
}

function placesOf(citation: Citation): Place[] {
  if (citation.kind === 'search') return citation.first.flatMap(placesOf)
  return [{ file: citation.sourceName, line: citation.line }]
}

/** The case without some of its lines. */
export function deleteLines(given: CaseFiles, places: readonly Place[]): CaseFiles {
  return changeLines(given, places, (lines, gone) => lines.filter((_, index) => !gone.has(index + 1)))
}

function changeLines(
  given: CaseFiles,
  places: readonly Place[],
  change: (lines: readonly string[], chosen: ReadonlySet<number>) => readonly string[],
): CaseFiles {
  const files = given.files.map((file) => {
    const chosen = new Set(places.filter((place) => place.file === file.name).map(({ line }) => line))
    return chosen.size === 0 ? file : mapText(file, (text) => change(text.split('\n'), chosen).join('\n'))
  })
  return { ...given, files }
}
