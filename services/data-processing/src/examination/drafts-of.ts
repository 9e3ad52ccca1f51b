import { examineSyntax, type DraftFinding, type ExaminedSource } from '@faultmaven/diagnosis'
import { explanationDrafts } from './explanation-drafts.ts'
import { incidentDrafts, incidentsOf } from './incident-drafts.ts'
import { rateDrafts } from './rate-drafts.ts'
import type { ServiceDraft } from './resolve-draft.ts'
import type { Views } from './views.ts'
import { rhythmDrafts } from './rhythm-drafts.ts'
import { sequenceDrafts } from './sequence-drafts.ts'
import { windowDrafts } from './window-drafts.ts'
import { weighByIncident } from './weigh-by-incident.ts'

/** What a program reads, or scrapes, and refuses when it is broken; other evidence that is broken is no fault of what it tells of. */
const isInput = ({ kind }: ExaminedSource, format: string | undefined) => kind === 'config' || format === 'prometheus-text'

/** What examines one source by itself. */
export type Examine = (source: ExaminedSource) => readonly DraftFinding[]

/** Everything that one source says by itself. */
export function draftsOf({ examined, faults, format }: Views, examine: Examine): ServiceDraft[] {
  const said = examine(examined)
  const broken = isInput(examined, format) ? examineSyntax(faults, examined.name, examined.lines) : []
  const incidents = examined.kind === 'log' ? incidentsOf(examined, said) : []
  const told = new Set(incidents.flatMap(({ members }) => members.map(({ template }) => template.id)))
  const weighed = examined.log === undefined ? said : weighByIncident(said, incidents, examined.log)
  return [
    ...weighed,
    ...broken,
    ...incidentDrafts(examined, incidents),
    ...explanationDrafts(examined, incidents),
    ...windowDrafts(examined),
    ...rhythmDrafts(examined),
    ...sequenceDrafts(examined),
    ...rateDrafts(examined, told),
  ]
}
