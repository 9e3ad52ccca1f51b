import { examineSyntax, type DraftFinding, type ExaminedSource } from '@faultmaven/diagnosis'
import { rateDrafts } from './rate-drafts.ts'
import type { ServiceDraft } from './resolve-draft.ts'
import type { Views } from './views.ts'

/** What examines one source by itself. */
export type Examine = (source: ExaminedSource) => readonly DraftFinding[]

/** Everything that one source says by itself. */
export function draftsOf({ examined, faults }: Views, examine: Examine): ServiceDraft[] {
  // A log of which some lines look like a broken document is no broken document.
  const broken = examined.kind === 'config' ? examineSyntax(faults, examined.name) : []
  return [...examine(examined), ...broken, ...rateDrafts(examined)]
}
