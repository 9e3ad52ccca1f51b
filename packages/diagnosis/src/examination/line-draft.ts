import type { Fault } from '@faultmaven/contracts'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'

/** A line of a text, to be cited and re-read: number from 1. */
export type TextLine = { readonly text: string; readonly line: number }

export type LineDraft = {
  readonly sourceName: string
  readonly kind: DraftFinding['kind']
  readonly check: string
  readonly title: string
  readonly score: number
  readonly proofs: readonly TextLine[]
  readonly entities: readonly string[]
  readonly details?: readonly string[]
  readonly fault: Fault
}

const MAX_PLACES = 6

/** A finding that lines of a text prove: its predicates say that they stand there. */
export function lineDraft({ title, proofs, entities, details = [], ...rest }: LineDraft): DraftFinding {
  const cited = proofs.slice(0, MAX_PLACES)
  return {
    ...rest,
    title: clip(title, 200),
    severity: rest.score > 0.4 ? 'error' : 'warn',
    count: 1,
    entities: [...new Set(entities.filter((entity) => entity !== ''))],
    details: details.filter((detail) => detail !== '').map((detail) => clip(detail, 200)),
    places: cited.map(({ line }) => ({ line })),
    predicates: cited.map(({ text, line }) => ({ name: 'present', literals: [text.trim().slice(0, 160)], lines: [line] })),
  }
}
