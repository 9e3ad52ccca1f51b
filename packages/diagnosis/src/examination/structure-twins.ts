import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { draftOf, plainFault, resourceOf, type Proof } from './structure-draft.ts'
import { pointerTo, subjectOf, type MapSpot } from './structure-scan.ts'

/** From three on, a majority means something. */
const MIN_TWINS = 3
/** Differing on purpose or by nature: names, places, times, sizes, roles. */
const OWN_KEY =
  /(?:^|[_\s-])(?:id|ids|uid|uuid|name|hostname|host|ip|ips|address|addr|url|endpoint|port|time|timestamp|at|date|age|since|uptime|started|created|zone|az|region|rack|role|leader|master|primary|isleader|index|ordinal|pid|serial|mac|key|token|offset|lag|size|bytes|weight|seq|node|pod|partition|replicaset|queue|topic|slot|container|tags?)$/i
const CONFIG_KEY =
  /version|image|revision|config|release|build|hash|digest|kernel|runtime|branch|commit|checksum|term|epoch|generation|timezone|mtu|protocol|cipher|feature/i
const STATE_LIKE = /state|status|health|phase|ready|active|enabled|sync|result|condition|flags?/i

type Twin = { readonly spot: MapSpot; readonly node: TreeNode; readonly value: string }

/** One of several like objects in which a version, setting or state differs from what all the others have. */
export function examineTwins(spots: readonly MapSpot[], sourceName: string): DraftFinding[] {
  return groupsOf(spots).flatMap((group) => {
    const keys = new Set(group.flatMap((spot) => [...spot.entries.keys()]))
    return [...keys]
      .filter((key) => !OWN_KEY.test(key.replace(/([a-z])([A-Z])/g, '$1_$2')) && (CONFIG_KEY.test(key) || STATE_LIKE.test(key)))
      .flatMap((key) => oddOne(group, key, sourceName))
  })
}

/** Maps beside each other: items of one list, or the values of one map. */
function groupsOf(spots: readonly MapSpot[]): MapSpot[][] {
  const groups = new Map<string, MapSpot[]>()
  for (const spot of spots) {
    const parent = spot.pointer.slice(0, spot.pointer.lastIndexOf('/'))
    // Conditions, events and ports are lists of different things.
    if (
      spot.keys.length === 0 ||
      /condition|event|port|env|message|rule|record|log|metric|alert|history|volume|toleration/i.test(spot.keys.at(-1) ?? '') ||
      !spot.owner
    )
      continue
    const key = `${parent}|${spot.kind ?? ''}`
    const group = groups.get(key)
    if (group) group.push(spot)
    else groups.set(key, [spot])
  }
  return [...groups.values()].filter((group) => group.length >= MIN_TWINS && group.length <= 2000)
}

function oddOne(group: readonly MapSpot[], key: string, sourceName: string): DraftFinding[] {
  const twins = group.flatMap((spot): Twin[] => {
    const node = spot.entries.get(key)
    return node?.kind === 'scalar' && node.value !== null ? [{ spot, node, value: String(node.value) }] : []
  })
  const counts = new Map<string, Twin[]>()
  for (const twin of twins) counts.set(twin.value, [...(counts.get(twin.value) ?? []), twin])
  const [common, odd] = [...counts.values()].sort((a, b) => b.length - a.length)
  const [one] = odd ?? []
  if (!common || !one || counts.size !== 2 || odd?.length !== 1 || common.length < MIN_TWINS - 1 || twins.length < MIN_TWINS)
    return []
  const isState = STATE_LIKE.test(key)
  const proofs: Proof[] = [one, ...common.slice(0, 2)].map(({ spot, node }) => ({ pointer: pointerTo(spot, key), node }))
  return [
    draftOf({
      sourceName,
      kind: 'state',
      check: 'odd-one-out',
      title: `${subjectOf(one.spot)} differs from the other ${common.length}: ${key} is ${one.value}, theirs ${common[0]?.value}`,
      score: isState ? 0.3 : 0.34,
      severity: 'warn',
      proofs,
      entities: [one.spot.owner],
      fault: plainFault(
        resourceOf(`${key} ${isState ? (one.spot.kind ?? '') : ''}`),
        'mismatched',
        one.spot.owner === undefined ? {} : { entity: one.spot.owner },
      ),
    }),
  ]
}
