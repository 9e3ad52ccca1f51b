import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { findChangedSettings } from './changed-settings.ts'
import { findChanges } from './changes.ts'
import { findCodePlaces } from './code-places.ts'
import type { ExamineOptions } from './examine-source.ts'
import { findNamedAddresses } from './named-addresses.ts'
import { findIneffectiveSettings } from './references-effective.ts'
import { findUnservedPorts } from './references-listeners.ts'
import { findCutRoutes } from './references-routes.ts'
import { findUnreadVariables } from './references-variables.ts'
import { findDanglingReferences } from './references.ts'
import { examineRootCauses } from './root-causes.ts'

const MAX_FINDINGS = 100

/**
 * What only the sources together say, best first: names that are referred to and defined nowhere, what was changed before the trouble,
 * the places in source code that faults of logs come from, and where an incident in metrics and traces begins.
 */
export function relateSources(sources: readonly ExaminedSource[], { signatures = true }: ExamineOptions = {}): DraftFinding[] {
  return [
    ...findDanglingReferences(sources),
    ...findUnreadVariables(sources),
    ...findCutRoutes(sources),
    ...findUnservedPorts(sources),
    ...findIneffectiveSettings(sources),
    ...findNamedAddresses(sources),
    ...findChanges(sources),
    ...findChangedSettings(sources),
    ...findCodePlaces(sources, { signatures }),
    ...examineRootCauses(sources),
  ]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_FINDINGS)
}
