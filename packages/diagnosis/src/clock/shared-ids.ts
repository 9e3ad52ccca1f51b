import type { IdSketch } from '@faultmaven/logs'

/** An identifier in two sources: first and last time in each, microseconds. */
export type SharedId = {
  readonly firstA: number
  readonly lastA: number
  readonly firstB: number
  readonly lastB: number
}

/** Records of a source that hold an identifier of one event at most; what stands in more of them is a name. */
const MAX_USES = 16
/** Identifiers first seen within this in both sources are told of by one event: a start-up lists ten of them. */
const SAME_EVENT_US = 10_000

/** The rare identifiers that two sources share, in the order of the first source's time; several of one event count once. */
export function sharedIds(a: IdSketch, b: IdSketch): SharedId[] {
  const ofB = new Map(b.map((id) => [id.key, id]))
  const shared = a.flatMap((one) => {
    const other = ofB.get(one.key)
    if (other === undefined || one.count > MAX_USES || other.count > MAX_USES) return []
    return [{ firstA: one.first, lastA: one.last, firstB: other.first, lastB: other.last }]
  })
  shared.sort((x, y) => x.firstA - y.firstA || x.firstB - y.firstB)
  return shared.filter((id, at) => !isSameEvent(id, shared[at - 1]))
}

function isSameEvent(id: SharedId, before: SharedId | undefined): boolean {
  if (before === undefined) return false
  return id.firstA - before.firstA < SAME_EVENT_US && Math.abs(id.firstB - before.firstB) < SAME_EVENT_US
}
