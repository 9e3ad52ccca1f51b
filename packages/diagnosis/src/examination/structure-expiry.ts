import type { TreeDocument } from '@faultmaven/config'
import { walkTree } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { draftOf, plainFault, resourceOf } from './structure-draft.ts'
import { pointerTo, subjectOf, type MapSpot } from './structure-scan.ts'

const EXPIRY_KEY =
  /^(?:not[_ ]?after|expir(?:y|es|ation|ed)(?:[_ ]?(?:date|time|at|on|timestamp))?|.*(?:_|[a-z])[eE]xpir(?:y|es|ation)(?:[_ ]?(?:date|time|at|timestamp|Timestamp|Time|Date))?|valid[_ ]?(?:until|to|thru)|end[_ ]?of[_ ]?life|eol)$/i
/** What is left of less than this is worth a word. */
const SOON_DAYS = 7
const DAY = 86_400_000

/**
 * Validity that had ended when the evidence was taken. Nobody's clock is used but the evidence's own: the latest other time in the
 * same files; without one nothing is said.
 */
export function examineExpiry(spots: readonly MapSpot[], trees: readonly TreeDocument[], sourceName: string): DraftFinding[] {
  const now = evidenceTime(trees)
  if (now === undefined) return []
  return spots.flatMap((spot) =>
    [...spot.entries].flatMap(([key, node]) => {
      const end = EXPIRY_KEY.test(key) && node.kind === 'scalar' ? timeOf(node.value) : undefined
      if (end === undefined || end > now + SOON_DAYS * DAY) return []
      const isOver = end <= now
      const thing = `${spot.keys.join(' ')} ${spot.kind ?? ''} ${key}`
      const resource = /token|password|credential|secret|key/i.test(thing)
        ? 'credential'
        : /lease|session/i.test(thing)
          ? 'session'
          : 'certificate'
      return [
        draftOf({
          sourceName,
          kind: 'state',
          check: 'expiry',
          title: `${subjectOf(spot)}: ${key} ${isoDay(end)} ${isOver ? `was over when the evidence was taken (${isoDay(now)})` : `is less than ${SOON_DAYS} days ahead`}`,
          score: isOver ? 0.68 : 0.35,
          severity: isOver ? 'error' : 'warn',
          proofs: [{ pointer: pointerTo(spot, key), node }],
          entities: [spot.owner],
          fault: plainFault(resourceOf(resource), isOver ? 'expired' : 'expired', {
            blames: 'configuration',
            ...(spot.owner === undefined ? {} : { entity: spot.owner }),
          }),
          details: [`${Math.abs(Math.round((now - end) / DAY))} days ${isOver ? 'past' : 'left'}`],
        }),
      ]
    }),
  )
}

/** The latest time that is no validity of its own. */
export function evidenceTime(trees: readonly TreeDocument[]): number | undefined {
  let latest: number | undefined
  for (const tree of trees) {
    for (const { node, path } of walkTree(tree)) {
      const key = path.findLast((step) => typeof step === 'string') ?? ''
      if (node.kind !== 'scalar' || EXPIRY_KEY.test(key) || /renew|next|until|end|deadline|future|schedule/i.test(key)) continue
      const time = timeOf(node.value)
      if (time !== undefined && (latest === undefined || time > latest)) latest = time
    }
  }
  return latest
}

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)

const MONTH = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4}) GMT$/

/** ISO 8601, or the way OpenSSL writes dates; milliseconds. */
function timeOf(value: string | number | boolean | null): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined
  const openssl = MONTH.exec(value)
  if (openssl) return numberOrNone(Date.parse(`${openssl[2]} ${openssl[1]} ${openssl[4]} ${openssl[3]} GMT`))
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/.test(value)) return undefined
  return numberOrNone(
    Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) || value.length === 10 ? value : `${value.replace(' ', 'T')}Z`),
  )
}

const numberOrNone = (ms: number) => (Number.isNaN(ms) ? undefined : ms)
