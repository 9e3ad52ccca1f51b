import type { DraftFinding } from '../draft.ts'
import { readHealth } from '../grammar/health-words.ts'
import { draftOf, stateFault, type ExamineStructureOptions } from './structure-draft.ts'
import { healthyNote, type HealthyNote } from './structure-health.ts'
import { isNegativeCondition } from './structure-polarity.ts'
import { proofsOf, timeOf } from './structure-proofs.ts'
import { scalarAt, subjectOf, textAt, type MapSpot } from './structure-scan.ts'

type Condition = {
  readonly spot: MapSpot
  readonly type: string
  readonly status: string
  readonly isBad: boolean
  readonly reason: string
  readonly message: string
}

/** Conditions that are the object's own verdict of itself. */
const VERDICT = /^(?:ready|available|healthy|succeeded|complete|synced|degraded|failed|reconciled)$/i
const GOOD_REASON = /^(?:PodCompleted|Completed|Succeeded|Finished|MinimumReplicasAvailable|NewReplicaSetAvailable|AsExpected)$/

/**
 * Reads `{type, status, reason, message}` conditions of any resource. What is bad depends on the type: `Ready` False, `DiskPressure` True.
 * A condition with a reason and message says more than a bare one; where the object's own verdict is good, lesser conditions weigh little.
 */
export function examineConditions(
  spots: readonly MapSpot[],
  sourceName: string,
  options: ExamineStructureOptions,
): { findings: DraftFinding[]; healthy: HealthyNote[] } {
  const conditions = spots.flatMap((spot) => readCondition(spot) ?? [])
  const findings: DraftFinding[] = []
  const healthy: HealthyNote[] = []
  for (const group of groupByList(conditions)) {
    const isWell =
      group.some((one) => VERDICT.test(one.type) && !one.isBad) && !group.some((one) => VERDICT.test(one.type) && one.isBad)
    for (const condition of group) {
      if (condition.isBad) findings.push(badCondition(condition, { sourceName, isWell, options }))
      else if (VERDICT.test(condition.type)) healthy.push(goodCondition(condition))
    }
  }
  return { findings, healthy }
}

function readCondition(spot: MapSpot): Condition | undefined {
  const type = textAt(spot.entries, 'type')
  const status = String(scalarAt(spot.entries, 'status')?.value ?? '').toLowerCase()
  if (type === undefined || !/^(?:true|false|unknown)$/.test(status) || spot.isWish) return undefined
  const reason = textAt(spot.entries, 'reason') ?? ''
  const message = textAt(spot.entries, 'message') ?? ''
  const isOff = isNegativeCondition(type) ? status === 'true' : status !== 'true'
  const isExcused = GOOD_REASON.test(reason) || /^info$/i.test(textAt(spot.entries, 'severity') ?? '')
  return { spot, type, status, isBad: isOff && !isExcused, reason, message }
}

function groupByList(conditions: readonly Condition[]): Condition[][] {
  const groups = new Map<string, Condition[]>()
  for (const condition of conditions) {
    const list = condition.spot.pointer.slice(0, condition.spot.pointer.lastIndexOf('/'))
    const group = groups.get(list)
    if (group) group.push(condition)
    else groups.set(list, [condition])
  }
  return [...groups.values()]
}

type Surroundings = { sourceName: string; isWell: boolean; options: ExamineStructureOptions }

function badCondition(
  { spot, type, status, reason, message }: Condition,
  { sourceName, isWell, options }: Surroundings,
): DraftFinding {
  const said = [reason, message].filter((part) => part !== '').join(': ')
  const { fault, strength } = stateFault({
    text: said === '' ? type : said,
    about: `${type} ${spot.kind ?? ''}`,
    mode: modeOfCondition(type),
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    ...options,
  })
  const verdict = VERDICT.test(type) ? 0.08 : 0
  const exact = strength > 0 ? Math.min(0.3, strength * 0.06) : 0
  const spoken = message === '' && reason === '' ? 0 : 0.1
  const calm =
    (isWell ? (strength > 0 ? 0.1 : 0.25) : 0) + (isOnTheWay(message) ? 0.25 : 0) + (isDerived(reason, message) ? 0.12 : 0)
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'conditions',
    title: `${subjectOf(spot)}: condition ${type} is ${capital(status)}${said === '' ? '' : ` (${said})`}`,
    score: 0.32 + verdict + spoken + exact - calm,
    severity: 'error',
    proofs: proofsOf(spot, ['message', 'reason', 'status', 'type']),
    entities: [spot.owner, fault.entity],
    fault,
    details: [reason && `reason ${reason}`, message],
    ...timeOf(spot),
  })
}

/** Only repeats that something below it is not ready. */
const isDerived = (reason: string, message: string) =>
  /^ContainersNot(?:Ready|Initialized)$/.test(reason) || /^\d+ of \d+ (?:completed|ready)$/.test(message)

const isOnTheWay = (message: string) =>
  (/validated|in progress|progressing|not applicable|not (?:needed|required)|waiting for (?:the )?first/i.test(message) &&
    !/fail|error|exceed|timed out/i.test(message)) ||
  (readHealth(message) !== undefined && !/fail|error/i.test(message))

function modeOfCondition(type: string): string {
  if (/pressure|exceeded|outofdisk/i.test(type)) return 'exhausted'
  if (/readonly/i.test(type)) return 'read-only'
  if (/unreachable|network/i.test(type)) return 'unreachable'
  if (/deadlock|stalled/i.test(type)) return 'hung'
  if (/scheduled/i.test(type)) return 'unschedulable'
  return /fail|succeeded/i.test(type) ? 'failed' : 'unhealthy'
}

function goodCondition({ spot, type, status, message }: Condition): HealthyNote {
  return healthyNote({ spot, keys: ['status', 'type'], state: `${type} is ${capital(status)}`, weight: 0.5, detail: message })
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
