import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { findChanges } from './changes.ts'
import { findIneffectiveSettings } from './references-effective.ts'
import { findUnservedPorts } from './references-listeners.ts'
import { findCutRoutes } from './references-routes.ts'
import { findUnreadVariables } from './references-variables.ts'
import { findDanglingReferences } from './references.ts'

const MAX_FINDINGS = 100

/** What only the sources together say, best first: names that are referred to and defined nowhere, and what was changed before the trouble. */
export function relateSources(sources: readonly ExaminedSource[]): DraftFinding[] {
  return [
    ...findDanglingReferences(sources),
    ...findUnreadVariables(sources),
    ...findCutRoutes(sources),
    ...findUnservedPorts(sources),
    ...findIneffectiveSettings(sources),
    ...findChanges(sources),
  ]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_FINDINGS)
}
