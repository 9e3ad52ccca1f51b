import type { Evidence } from './evidence.ts'
import type { ChangeEvent, TimeWindow } from './input.ts'

/** How often an entity is changed where nobody counted: once in a day. */
const USUAL_DISTANCE_US = 24 * 3600 * 1e6
/** Clocks and the flushing of metrics differ by that much. */
const SLACK_US = 120 * 1e6
const MOST_NATS = 3

/** What was changed shortly before it began is suspect: -ln of the chance that a change falls so near by accident. */
export function judgeChanges(changes: readonly ChangeEvent[], { start, end }: TimeWindow): Evidence[] {
  return changes.flatMap(({ entity, time, what }) => {
    if (time > Math.min(end, start + SLACK_US)) return []
    const before = Math.max(SLACK_US, start - time)
    const nats = Math.min(MOST_NATS, Math.log(USUAL_DISTANCE_US / before))
    if (nats <= 0) return []
    const statement = `${what}, ${Math.round(Math.max(0, start - time) / 60e6)} minutes before it began`
    return [{ entity, kind: 'change', indicator: 'change', nats, alone: nats, statement, onset: time } as const]
  })
}
