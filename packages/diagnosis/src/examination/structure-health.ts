import type { DraftFinding } from '../draft.ts'
import { draftOf, type Proof } from './structure-draft.ts'
import { subjectOf, type MapSpot, pointerTo } from './structure-scan.ts'

/** One thing that is as it should be. Many of them become one finding. */
export type HealthyNote = {
  readonly state: string
  readonly weight: number
  readonly subject: string
  readonly owner?: string
  readonly proofs: readonly Proof[]
  readonly detail: string
}

export function healthyNote({
  spot,
  keys,
  state,
  weight,
  detail = '',
}: {
  spot: MapSpot
  keys: readonly string[]
  state: string
  weight: number
  detail?: string
}): HealthyNote {
  const proofs = keys.flatMap((key) =>
    [...spot.entries]
      .filter(([name, node]) => name.toLowerCase() === key.toLowerCase() && node.kind === 'scalar')
      .map(([name, node]) => ({ pointer: pointerTo(spot, name), node })),
  )
  return { state, weight, subject: subjectOf(spot), ...(spot.owner === undefined ? {} : { owner: spot.owner }), proofs, detail }
}

/** Joins notes of the same state: "phase is Running: pod a, pod b and 3 more". The weight grows a little with their number. */
export function healthyFindings(notes: readonly HealthyNote[], sourceName: string): DraftFinding[] {
  const groups = new Map<string, HealthyNote[]>()
  for (const note of notes) {
    const group = groups.get(note.state)
    if (group) group.push(note)
    else groups.set(note.state, [note])
  }
  return [...groups].map(([state, group]) => {
    const subjects = [...new Set(group.map((note) => note.subject))]
    const more = subjects.length > 3 ? ` and ${subjects.length - 3} more` : ''
    return draftOf({
      sourceName,
      kind: 'healthy',
      check: 'state-as-wanted',
      title: `${state}: ${subjects.slice(0, 3).join(', ')}${more}`,
      score: group.reduce((most, note) => Math.max(most, note.weight), 0) + Math.min(0.1, group.length * 0.01),
      proofs: group.slice(0, 3).flatMap((note) => note.proofs),
      entities: group.map((note) => note.owner).slice(0, 20),
      details: [...new Set(group.map((note) => note.detail))].slice(0, 3),
      count: group.length,
    })
  })
}
