import { span } from '@faultmaven/logs'
import type { Offset } from './estimate-offset.ts'

type Compared = {
  /** The source that is put on the clock of the other. */
  readonly name: string
  readonly other: string
  /** How far its clock is ahead. */
  readonly offset: Offset
  /** The zone of the clock it is put on is known. */
  readonly isZoneKnown: boolean
  readonly hasZone: boolean
}

const HOUR_US = 3_600_000_000

/** What shared identifiers say of two clocks, a sentence each. */
export function describeOffset({ name, other, offset, isZoneKnown, hasZone }: Compared): string[] {
  const { zoneUs, skewUs, uncertaintyUs, sharedIds } = offset
  const notes: string[] = []
  const decided = `${sharedIds} shared ids`
  if (isZoneKnown && !hasZone) notes.push(`The zone of ${name} is ${zoneName(zoneUs)}: ${decided} with ${other} say so`)
  else if (zoneUs !== 0) {
    notes.push(
      `${name} is written ${span(Math.abs(zoneUs) / 1000)} ${side(zoneUs)} ${other} (${decided}); the zone of both is unknown`,
    )
  }
  const doubt = `± ${span(uncertaintyUs / 1000)}`
  if (skewUs === 0) notes.push(`The clocks of ${name} and ${other} agree ${doubt} (${decided})`)
  else notes.push(`The clock of ${name} runs ${span(Math.abs(skewUs) / 1000)} ${doubt} ${side(skewUs)} ${other} (${decided})`)
  return notes
}

function side(us: number): string {
  return us > 0 ? 'ahead of' : 'behind'
}

/** `UTC`, `UTC+02:00`, `UTC-03:30`: times of a zone east of Greenwich are ahead of UTC. */
function zoneName(us: number): string {
  if (us === 0) return 'UTC'
  const minutes = Math.abs(us) / 60_000_000
  const two = (value: number) => String(value).padStart(2, '0')
  return `UTC${us > 0 ? '+' : '-'}${two(Math.floor(Math.abs(us) / HOUR_US))}:${two(minutes % 60)}`
}
