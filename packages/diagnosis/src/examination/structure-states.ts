import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { readHealth } from '../grammar/health-words.ts'
import { proofsOf, timeOf } from './structure-proofs.ts'
import { draftOf, stateFault, type ExamineStructureOptions } from './structure-draft.ts'
import { healthyNote, type HealthyNote } from './structure-health.ts'
import { flagPolarity, isStateKey, modeOfState, statePolarity } from './structure-polarity.ts'
import { scalarAt, subjectOf, textAt, type MapSpot, pointerTo } from './structure-scan.ts'

type Outcome = { readonly findings: DraftFinding[]; readonly healthy: HealthyNote[] }
type Field = {
  readonly spot: MapSpot
  readonly hasEnded: boolean
  readonly key: string
  readonly node: Extract<TreeNode, { kind: 'scalar' }>
}

/**
 * Reads the words and flags by which anything says how it is: `phase: Pending`, `health: HEALTH_ERR`, `ready: "False"`,
 * `alarm: true`. A message beside them names the mechanism. Alerts only repeat what others measured and weigh little.
 */
export function examineStates(spots: readonly MapSpot[], sourceName: string, options: ExamineStructureOptions): Outcome {
  const outcome: Outcome = { findings: [], healthy: [] }
  for (const spot of spots) {
    if (spot.isWish || isCondition(spot) || isLogEntry(spot)) continue
    // What ended is told with its exit code by the check of containers.
    const hasEnded = scalarAt(spot.entries, 'exitCode') !== undefined
    for (const [key, node] of spot.entries) {
      if (node.kind === 'scalar') examineField({ spot, hasEnded, key, node }, { sourceName, options, outcome })
    }
  }
  return outcome
}

const isCondition = ({ entries }: MapSpot) =>
  textAt(entries, 'type') !== undefined && /^(?:true|false|unknown)$/i.test(String(scalarAt(entries, 'status')?.value ?? ''))

/** A record of a log: its status is its level. */
const isLogEntry = ({ entries }: MapSpot) =>
  textAt(entries, 'message', 'msg') !== undefined &&
  textAt(entries, 'timestamp', '@timestamp', 'time', 'ts') !== undefined &&
  /^(?:info|warn(?:ing)?|error|debug|fatal|critical|notice)$/i.test(textAt(entries, 'status', 'level', 'severity') ?? '')

type Run = { readonly sourceName: string; readonly options: ExamineStructureOptions; readonly outcome: Outcome }

function examineField(field: Field, run: Run): void {
  const { key, node, spot, hasEnded } = field
  const flag = asFlag(node.value)
  const polarity = flag === undefined || hasEnded ? undefined : flagPolarity(key)
  if (flag !== undefined && polarity !== undefined) {
    const isGood = flag === 'yes' ? polarity === 'good-when-true' : flag === 'no' && polarity === 'bad-when-true'
    if (isGood)
      run.outcome.healthy.push(healthyNote({ spot, keys: [key], state: `${spaced(key)} is ${String(node.value)}`, weight: 0.2 }))
    else run.outcome.findings.push(badFlag(field, run))
    return
  }
  if (typeof node.value === 'string' && isStateKey(key)) examineState(field, node.value, run)
}

/** The object's own verdict of itself. */
const VERDICT = /^(?:is_?)?(?:ready|healthy|up|alive|ok|online|available)$/i

function asFlag(value: string | number | boolean | null): 'yes' | 'no' | 'unknown' | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const word = String(value).toLowerCase()
  // psql prints t and f.
  return word === 'true' || word === 'yes' || word === 't'
    ? 'yes'
    : word === 'false' || word === 'no' || word === 'f'
      ? 'no'
      : word === 'unknown'
        ? 'unknown'
        : undefined
}

function badFlag({ spot, key, node }: Field, { sourceName, options }: Run): DraftFinding {
  const message = messageOf(spot)
  const words = spaced(key)
  const { fault, strength } = stateFault({
    text: message === '' ? (node.value === true || asFlag(node.value) === 'yes' ? `${words} detected` : '') : message,
    about: `${words} ${spot.kind ?? ''} ${spot.keys.at(-1) ?? ''}`,
    mode: modeOfState(words),
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    ...options,
  })
  // "False" for a bad thing would have been good: what is left is a missing good or a present bad, which is told outright.
  const present = flagPolarity(key) === 'bad-when-true'
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'flags',
    title: `${hasName(spot) ? `${subjectOf(spot)}: ` : ''}${words} is ${String(node.value)}${message === '' ? '' : ` (${message})`}`,
    score:
      (present ? 0.5 : VERDICT.test(key) ? 0.4 : 0.34) + Math.min(0.25, strength * 0.05) - (isAlert(spot, sourceName) ? 0.2 : 0),
    severity: 'error',
    proofs: [...proofsOf(spot, [key.toLowerCase()]), ...proofsOf(spot, MESSAGE_KEYS)],
    entities: [spot.owner],
    fault,
    details: [message],
    ...timeOf(spot),
  })
}

const hasName = ({ owner, kind, keys }: MapSpot) => owner !== undefined || kind !== undefined || keys.length > 0

function examineState({ spot, key, node }: Field, value: string, { sourceName, options, outcome }: Run): void {
  const polarity = statePolarity(value)
  const named = key === 'value' ? (spot.keys.at(-1) ?? key) : key
  if (key === 'value' && !isStateKey(named)) return
  // An alert that is active is no good news.
  if (polarity === 'good' && isAlert(spot, sourceName) && /^(?:active|enabled|open|true|started)$/i.test(value)) return
  if (polarity === 'good' && isReply(spot, value)) return
  if (polarity === 'good') {
    const weight = /running|started|active|enabled|open/i.test(value) ? 0.25 : /resolved|recovered/i.test(value) ? 0.5 : 0.35
    outcome.healthy.push(healthyNote({ spot, keys: [key], state: `${spaced(named)} is ${value}`, weight }))
    return
  }
  if (polarity === 'unknown' || isContainerState(spot) || isFinishedWell(spot)) return
  const message = messageOf(spot)
  const { fault, strength } = stateFault({
    text: message === '' ? value : `${value}: ${message}`,
    about: `${spot.kind ?? ''} ${spaced(named)} ${spot.keys.at(-1) ?? ''}`,
    mode: modeOfState(value),
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    ...options,
  })
  const base = polarity === 'bad' ? 0.4 : 0.24
  const calm = (isAlert(spot, sourceName) ? 0.3 : 0) + (readHealth(message) ? 0.2 : 0) + (isHeld(value) ? 0.08 : 0)
  outcome.findings.push(
    draftOf({
      sourceName,
      kind: 'state',
      check: 'states',
      title: `${subjectOf(spot)}: ${spaced(named)} is ${value}${message === '' ? '' : ` (${message})`}`,
      score: base + Math.min(0.3, strength * 0.06) - calm,
      severity: polarity === 'bad' ? 'error' : 'warn',
      proofs: [{ pointer: pointerTo(spot, key), node }, ...proofsOf(spot, MESSAGE_KEYS)],
      entities: [spot.owner, fault.entity],
      fault,
      details: [message],
      ...timeOf(spot),
    }),
  )
}

/** Containers say it better through `waiting` and `terminated`, which have a check of their own. */
const isContainerState = ({ keys }: MapSpot) =>
  keys.some((key) => /^(?:state|lastState|State|Last State|terminated|waiting)$/.test(key))
const isFinishedWell = ({ entries }: MapSpot) =>
  String(scalarAt(entries, 'exitCode', 'exit_code', 'exitcode')?.value ?? '') === '0'
/**
 * The envelope of an API's reply: its status says that the question was answered, nothing of the system that was asked about.
 * @see https://github.com/omniti-labs/jsend and https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
 */
const isReply = ({ keys, entries }: MapSpot, value: string) =>
  keys.length === 0 &&
  /^(?:success(?:ful)?|ok)$/i.test(value) &&
  REPLY_BODIES.some((body) => ['map', 'list'].includes(entries.get(body)?.kind ?? ''))
const REPLY_BODIES = ['data', 'result', 'results', 'response']
const isHeld = (value: string) => /suspend|paused|progress|waiting|maintenance/i.test(value)
const isAlert = ({ keys, entries }: MapSpot, sourceName: string) =>
  /alert|monitor|alarm/i.test(sourceName) ||
  keys.some((key) => /alerts?$/i.test(key)) ||
  entries.has('alertname') ||
  entries.has('alert_source')

const MESSAGE_KEYS = [
  'message',
  'error',
  'reason',
  'description',
  'detail',
  'details',
  'last_error',
  'lasterror',
  'statereason',
  'status_message',
  'statusmessage',
  'failure_reason',
  'output',
]

/** What the object says beside its state. */
function messageOf({ entries }: MapSpot): string {
  const reason = textAt(entries, 'reason', 'Reason')
  const message = textAt(entries, ...MESSAGE_KEYS.filter((key) => key !== 'reason'), 'Message')
  return [reason, message]
    .filter((part) => part !== undefined && part.length > 1)
    .join(': ')
    .slice(0, 600)
}

/** `memory_pressure` → `memory pressure`. */
const spaced = (key: string) =>
  key
    .replaceAll('_', ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
