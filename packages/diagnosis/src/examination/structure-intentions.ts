import type { DraftFinding } from '../draft.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'
import { mapAt, pointerTo, scalarAt, subjectOf, type MapSpot } from './structure-scan.ts'

/**
 * What was switched off or is not done yet by the object's own words: suspended, paused, scaled to nothing, being deleted, a newer
 * wish than the controller has seen, a load balancer without an address.
 */
export function examineIntentions(spots: readonly MapSpot[], sourceName: string): DraftFinding[] {
  return spots
    .filter((spot) => spot.entries.has('metadata') || spot.keys.length === 0)
    .flatMap((spot) => [
      ...switchedOff(spot, sourceName),
      ...behind(spot, sourceName),
      ...deleting(spot, sourceName),
      ...noAddress(spot, sourceName),
    ])
}

type Statement = {
  readonly title: string
  readonly score: number
  readonly mode: string
  readonly resource?: string
  readonly proofs: readonly Proof[]
}

function draft(
  spot: MapSpot,
  sourceName: string,
  { title, score, mode, resource = 'deployment', proofs }: Statement,
): DraftFinding {
  const fault = plainFault(resource, mode, spot.owner === undefined ? {} : { entity: spot.owner })
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'intentions',
    title: `${subjectOf(spot)} ${title}`,
    score,
    severity: 'warn',
    proofs,
    entities: [spot.owner],
    fault,
  })
}

function switchedOff(spot: MapSpot, sourceName: string): DraftFinding[] {
  const spec = mapAt(mapNode(spot), 'spec')
  if (!spec) return []
  const held = ['suspend', 'suspended', 'paused', 'pause'].filter((key) =>
    /^true$/i.test(String(scalarAt(spec, key)?.value ?? '')),
  )
  const none = spec.get('replicas')
  return [
    ...held.map((key) =>
      draft(spot, sourceName, {
        title: `is suspended (${key}: true), so nothing runs until it is resumed`,
        score: 0.45,
        mode: 'blocked',
        proofs: [{ pointer: pointerTo(spot, 'spec', key), node: spec.get(key) }],
      }),
    ),
    ...(none?.kind === 'scalar' && none.value === 0 && spot.kind !== 'ReplicaSet'
      ? [
          draft(spot, sourceName, {
            title: 'is scaled to 0 replicas, so nothing runs',
            score: 0.45,
            mode: 'blocked',
            proofs: [{ pointer: pointerTo(spot, 'spec', 'replicas'), node: none }],
          }),
        ]
      : []),
  ]
}

function behind(spot: MapSpot, sourceName: string): DraftFinding[] {
  const wanted = mapAt(mapNode(spot), 'metadata')?.get('generation')
  const seen = mapAt(mapNode(spot), 'status')?.get('observedGeneration')
  if (wanted?.kind !== 'scalar' || seen?.kind !== 'scalar' || !(Number(wanted.value) > Number(seen.value))) return []
  return [
    draft(spot, sourceName, {
      title: `changed after its controller last looked (generation ${Number(wanted.value)}, observed ${Number(seen.value)}): still in progress`,
      score: 0.4,
      mode: 'starting',
      proofs: [
        { pointer: pointerTo(spot, 'status', 'observedGeneration'), node: seen },
        { pointer: pointerTo(spot, 'metadata', 'generation'), node: wanted },
      ],
    }),
  ]
}

function deleting(spot: MapSpot, sourceName: string): DraftFinding[] {
  const metadata = mapAt(mapNode(spot), 'metadata')
  const since = metadata?.get('deletionTimestamp')
  if (since?.kind !== 'scalar') return []
  const finalizers = metadata?.get('finalizers')
  const waits = finalizers?.kind === 'list' && finalizers.items.length > 0
  const names = waits ? finalizers.items.map((item) => (item.kind === 'scalar' ? String(item.value) : '')).join(', ') : ''
  return [
    draft(spot, sourceName, {
      title: `is being deleted since ${String(since.value)}${waits ? ` and waits for its finalizers (${names})` : ''}`,
      score: waits ? 0.42 : 0.3,
      mode: waits ? 'hung' : 'killed',
      proofs: [
        { pointer: pointerTo(spot, 'metadata', 'deletionTimestamp'), node: since },
        ...(waits ? [{ pointer: pointerTo(spot, 'metadata', 'finalizers', 0), node: finalizers.items[0] }] : []),
      ],
    }),
  ]
}

function noAddress(spot: MapSpot, sourceName: string): DraftFinding[] {
  const balancer = mapAt(mapNode(spot), 'status')?.get('loadBalancer')
  const type = mapAt(mapNode(spot), 'spec')?.get('type')
  const wants = spot.kind === 'Ingress' || (type?.kind === 'scalar' && type.value === 'LoadBalancer')
  if (!wants || balancer?.kind !== 'map' || balancer.entries.size > 0) return []
  const proof: Proof = type
    ? { pointer: pointerTo(spot, 'spec', 'type'), node: type }
    : { pointer: pointerTo(spot, 'kind'), node: scalarAt(spot.entries, 'kind') }
  return [
    draft(spot, sourceName, {
      title: 'has no external address yet (its load balancer status is empty)',
      score: 0.4,
      mode: 'starting',
      resource: 'network',
      proofs: [proof],
    }),
  ]
}

const mapNode = (spot: MapSpot) => ({ kind: 'map', entries: spot.entries, line: spot.line }) as const
