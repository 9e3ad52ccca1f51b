import type { Evidence } from './evidence.ts'
import type { ChangeEvent, TimeWindow } from './input.ts'

/** How often an entity is changed where nobody counted: once in a day. */
const USUAL_DISTANCE_US = 24 * 3600 * 1e6
/** Clocks and the flushing of metrics differ by that much. */
const SLACK_US = 120 * 1e6
const MOST_NATS = 3

/** What was changed shortly before it began is suspect: -ln of how many of all the changes fall so near by accident. */
export function judgeChanges(changes: readonly ChangeEvent[], { start, end }: TimeWindow): Evidence[] {
  const looks = new Map<string, number>()
  for (const { entity } of changes) looks.set(entity, (looks.get(entity) ?? 0) + 1)
  return changes.flatMap(({ entity, time, what }) => {
    if (time > Math.min(end, start + SLACK_US)) return []
    const before = Math.max(SLACK_US, start - time)
    const surprise = (tests: number) => Math.max(0, Math.min(MOST_NATS, Math.log(USUAL_DISTANCE_US / before) - Math.log(tests)))
    const nats = surprise(changes.length)
    const alone = surprise(looks.get(entity) ?? 1)
    if (alone <= 0) return []
    const statement = `${what}, ${Math.round(Math.max(0, start - time) / 60e6)} minutes before it began`
    return [{ entity, kind: 'change', indicator: 'change', nats, alone, statement, onset: time } as const]
  })
}
