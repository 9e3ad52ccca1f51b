import type { DraftFinding } from '../draft.ts'
import { proofsOf, timeOf } from './structure-proofs.ts'
import { draftOf, stateFault, type ExamineStructureOptions } from './structure-draft.ts'
import { scalarAt, textAt, type MapSpot, pointerTo } from './structure-scan.ts'

const CALM_REASON = /^(?:Completed|PodInitializing|ContainerCreating|Running)$/
/** So many restarts are worth a look by themselves. */
const MANY_RESTARTS = 3

/**
 * How containers and processes ended or why they wait: `terminated`/`waiting` of Kubernetes (also as `kubectl describe` prints
 * them), `State` of `docker inspect`, anything with an exit code; and how often they were restarted.
 */
export function examineContainers(
  spots: readonly MapSpot[],
  sourceName: string,
  options: ExamineStructureOptions,
): DraftFinding[] {
  return spots
    .filter((spot) => !spot.isWish)
    .flatMap((spot) => [...endOf(spot, sourceName, options), ...restartsOf(spot, sourceName)])
}

function endOf(spot: MapSpot, sourceName: string, options: ExamineStructureOptions): DraftFinding[] {
  const code = Number(scalarAt(spot.entries, 'exitCode', 'exit_code', 'exitcode')?.value ?? Number.NaN)
  const isWaiting = spot.keys.at(-1) === 'waiting' || textAt(spot.entries, 'value') === 'Waiting'
  if (!isWaiting && !(Number.isInteger(code) && code !== 0)) return []
  const isAlive = /^true$/i.test(String(scalarAt(spot.entries, 'running')?.value ?? ''))
  const reason = textAt(spot.entries, 'reason') ?? ''
  const message = textAt(spot.entries, 'message', 'error') ?? ''
  if ((CALM_REASON.test(reason) && message === '') || isAlive || (isWaiting && reason === '' && message === '')) return []
  const wasKilledForMemory = /^true$/i.test(String(scalarAt(spot.entries, 'oomkilled')?.value ?? '')) || reason === 'OOMKilled'
  const said = [wasKilledForMemory ? 'OOMKilled' : reason, Number.isInteger(code) ? `exit code ${code}` : '', message]
    .filter((part) => part !== '')
    .join(': ')
  const { fault, strength } = stateFault({
    text: said,
    about: 'container',
    mode: isWaiting ? 'starting' : 'crashed',
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    ...options,
  })
  const isPast = spot.keys.some((key) => /^last[ _]?state$/i.test(key))
  // The runtime did not see it end: it, or the whole node, was restarted and brought the container back.
  const unseen = isPast && /^unknown$/i.test(reason) && code === 255 ? 0.3 : 0
  // A restart loop is what any failing container ends in: the reason before it says more.
  const symptom = reason.endsWith('BackOff') && !/Image/.test(reason) ? 0.15 : 0
  return [
    draftOf({
      sourceName,
      kind: 'state',
      check: 'container-states',
      title: `${nameOf(spot)} ${isWaiting ? 'is waiting' : isPast ? 'ended before' : 'ended'}: ${said}`,
      score: 0.42 + Math.min(0.3, strength * 0.05) + (message === '' ? 0 : 0.08) - symptom - unseen,
      severity: 'error',
      proofs: proofsOf(spot, ['message', 'reason', 'exitcode', 'exit code', 'exit_code', 'oomkilled']),
      entities: [spot.owner, spot.object, fault.entity],
      fault,
      details: [said],
      ...timeOf(spot),
    }),
  ]
}

/** `Container app of cart-7f`, as far as both are known. */
const nameOf = ({ owner, object }: MapSpot) =>
  owner === undefined ? 'Container' : `Container ${owner}${object === undefined || object === owner ? '' : ` of ${object}`}`

function restartsOf(spot: MapSpot, sourceName: string): DraftFinding[] {
  const entry = [...spot.entries].find(([key]) => /^restart[ _]?count$|^restarts$/i.test(key))
  const count = Number(entry?.[1].kind === 'scalar' ? entry[1].value : Number.NaN)
  if (!entry || !(count >= MANY_RESTARTS)) return []
  const { fault } = stateFault({
    text: '',
    about: 'container',
    mode: 'restarting',
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
  })
  return [
    draftOf({
      sourceName,
      kind: 'state',
      check: 'restarts',
      title: `${nameOf(spot)} was restarted ${count} times`,
      score: Math.min(0.42, 0.26 + 0.03 * Math.log2(count)),
      severity: 'warn',
      proofs: [{ pointer: pointerTo(spot, entry[0]), node: entry[1] }],
      entities: [spot.owner, spot.object],
      fault: { ...fault, magnitude: { value: count, unit: 'restarts' } },
    }),
  ]
}
