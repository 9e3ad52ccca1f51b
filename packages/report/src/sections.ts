import { choiceOf, type Claim, type Hypothesis, type Source } from '@faultmaven/contracts'
import type { Report } from './report.ts'

/** What a report says of its causes: the leaders, and what was weighed against them. */
export type Weighed = { readonly leaders: readonly Hypothesis[]; readonly others: readonly Hypothesis[] }

export function weighedOf({ board }: Report): Weighed {
  return {
    leaders: board.problems.flatMap(({ hypotheses }) => hypotheses.slice(0, 1)),
    others: board.problems.flatMap(({ hypotheses }) => hypotheses.slice(1)),
  }
}

/** Claims that prove no hypothesis: what shows that nothing is wrong, say. */
export function claimsBesides({ board, claims }: Report): Claim[] {
  const shown = new Set(board.problems.flatMap(({ hypotheses }) => hypotheses.flatMap(({ claimIds }) => claimIds)))
  return claims.filter(({ id }) => !shown.has(id))
}

export function proofsOf({ claimIds }: Hypothesis, { claims }: Report): Claim[] {
  const ids = new Set(claimIds)
  return claims.filter(({ id }) => ids.has(id))
}

/** Who is affected and since when, in the words of the investigation. */
export function impactOf({ phases }: Report): string[] {
  return ['define-blast-radius', 'establish-timeline'].flatMap((phase) => phases[phase] ?? [])
}

/** Where a source came from that nobody uploaded: whom was asked what and when, and the hash of the reply. */
export function originOf({ live }: Source): string[] {
  if (!live) return []
  return [`reply of the live source ${live.source} at ${live.at}, sha256 ${live.replySha256}`, live.query]
}

export function guessesOf({ statements, asked }: Report): string[] {
  const choice = asked && choiceOf(asked)
  const told = choice ? [`To “${asked.text}” the user said “${choice.label}”. ${asked.effect ?? ''}`.trim()] : []
  return [...told, ...statements.filter(({ basis }) => basis === 'inference').map(({ text }) => text)]
}

/** What would decide between causes: what can be gathered, and what somebody could tell as long as nobody did. */
export function needsOf({ needs, asked }: Report): { text: string; why: string; command?: string | undefined }[] {
  const open = asked && !asked.said ? [{ text: asked.text, why: asked.why }] : []
  return [...open, ...needs]
}
