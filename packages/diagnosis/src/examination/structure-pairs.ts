import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { isTally } from './structure-counters.ts'
import { draftOf, plainFault, resourceOf, type Proof } from './structure-draft.ts'
import { healthyNote, type HealthyNote } from './structure-health.ts'
import { mapAt, subjectOf, type MapSpot, pointerTo } from './structure-scan.ts'
import { splitIdentifier } from '../grammar/split-identifiers.ts'

const WANT = new Set(['desired', 'wanted', 'expected', 'target', 'configured'])
const HAVE = new Set([
  'ready',
  'available',
  'healthy',
  'up',
  'running',
  'alive',
  'online',
  'joined',
  'connected',
  'reachable',
  'updated',
  'current',
  'sync',
  'synced',
  'assigned',
  'succeeded',
  'active',
  'started',
  'allocated',
])
/** Fewer of these than wanted is bad news; fewer `active` or `updated` ones may be on their way. */
const FIRM = new Set([
  'ready',
  'available',
  'healthy',
  'up',
  'running',
  'alive',
  'online',
  'reachable',
  'connected',
  'joined',
  'sync',
  'synced',
])
const FILLERS = new Set(['number', 'num', 'count', 'of', 'in', 'scheduled', 'total', 'no', 'misscheduled'])
/** Only members are wanted to be all there: of memory, some is always in use. */
const MEMBERS =
  /^(?:replicas?|nodes?|pods?|shards?|osds?|mons?|members?|brokers?|instances?|workers?|tasks?|containers?|endpoints?|targets?|hosts?|servers?|peers?|masters?|slaves?|followers?|voters?|managers?|agents?|allocs?|machines?|data nodes?|processes|isr)$/

/** A map of more entries is a table of measurements, no object; pairs of all of them would take long. */
const MAX_ENTRIES = 200

type Count = {
  readonly key: string
  readonly value: number
  readonly noun: string
  readonly words: ReadonlySet<string>
  readonly proof: Proof
}

/**
 * Wanted against actual numbers of the same things in one object: `replicas` and `readyReplicas`, `desired` and `running`,
 * `num_osds` and `num_up_osds`, also as `3 desired | 2 available` in one text.
 */
export function examinePairs(
  spots: readonly MapSpot[],
  sourceName: string,
): { findings: DraftFinding[]; healthy: HealthyNote[] } {
  const outcome = { findings: [] as DraftFinding[], healthy: [] as HealthyNote[] }
  for (const spot of spots) {
    if (spot.isWish) continue
    const counts = [...countsOf(spot), ...specCounts(spot)]
    const pair = worstPair(counts) ?? inTextPair(spot)
    if (!pair) continue
    if (pair.have.value < pair.want.value) outcome.findings.push(shortfall(spot, pair, sourceName))
    else if (FIRM.has([...pair.have.words].find((word) => FIRM.has(word)) ?? '')) outcome.healthy.push(asWanted(spot, pair))
  }
  return outcome
}

type Pair = { readonly want: Count; readonly have: Count }

function countsOf(spot: MapSpot): Count[] {
  return [...spot.entries].slice(0, MAX_ENTRIES).flatMap(([key, node]) => countOf(key, node, pointerTo(spot, key)))
}

/** The wish of the same object stands under `spec` while the counts stand under `status`. */
function specCounts(spot: MapSpot): Count[] {
  const status = mapAt(nodeOf(spot), 'status')
  const spec = mapAt(nodeOf(spot), 'spec')
  if (!status || !spec) return []
  const wanted = ['replicas', 'completions', 'size', 'instances', 'members', 'count'].flatMap((key) =>
    countOf(key, spec.get(key), pointerTo(spot, 'spec', key)),
  )
  const actual = [...status]
    .flatMap(([key, node]) => countOf(key, node, pointerTo(spot, 'status', key)))
    .filter((count) => [...count.words].some((word) => HAVE.has(word)))
  const isSilent = wanted.length > 0 && status.has('replicas') && !status.has('readyReplicas') && !status.has('availableReplicas')
  // A controller leaves `readyReplicas` out when it is 0.
  const silent = isSilent
    ? countOf(
        'readyReplicas',
        { kind: 'scalar', value: 0, line: status.get('replicas')?.line ?? 1 },
        pointerTo(spot, 'status', 'replicas'),
      )
    : []
  return [
    ...wanted,
    ...actual,
    ...silent.map((count) => ({
      ...count,
      proof: { pointer: pointerTo(spot, 'status', 'replicas'), node: status.get('replicas') },
    })),
  ]
}

const nodeOf = (spot: MapSpot): TreeNode => ({ kind: 'map', entries: spot.entries, line: spot.line })

function countOf(key: string, node: TreeNode | undefined, pointer: string): Count[] {
  const value =
    node?.kind === 'scalar'
      ? Number(typeof node.value === 'boolean' || node.value === null || node.value === '' ? Number.NaN : node.value)
      : Number.NaN
  if (!Number.isInteger(value) || value < 0 || value > 100_000) return []
  const words = splitIdentifier(key).split(/\s+/)
  const noun = words.filter((word) => !WANT.has(word) && !HAVE.has(word) && !FILLERS.has(word)).join(' ')
  return [{ key, value, noun, words: new Set(words), proof: { pointer, node } }]
}

function worstPair(counts: readonly Count[]): Pair | undefined {
  const isCapacity = counts.some((count) => /\b(?:used|free|bytes|limit|capacity)\b/.test([...count.words].join(' ')))
  const haves = counts.filter(
    (count) => [...count.words].some((word) => HAVE.has(word)) && ![...count.words].some((word) => WANT.has(word)),
  )
  const wants = counts.filter((count) => !haves.includes(count))
  const pairs = haves.flatMap((have) => wants.filter((want) => isPair(want, have, isCapacity)).map((want) => ({ want, have })))
  const firm = pairs.filter(({ have }) => [...have.words].some((word) => FIRM.has(word)))
  return [...firm, ...pairs].sort((a, b) => gap(b) - gap(a) || firmness(b) - firmness(a))[0]
}

const gap = ({ want, have }: Pair) => Math.max(0, want.value - have.value)
const firmness = ({ have }: Pair) =>
  ['ready', 'available', 'healthy', 'up', 'running'].findLast((word) => have.words.has(word))?.length ?? 0

function isPair(want: Count, have: Count, isCapacity: boolean): boolean {
  const explicit = [...want.words].some((word) => WANT.has(word))
  if (explicit) return want.noun === have.noun || want.noun === '' || have.noun === ''
  if (isCapacity || /\b(?:un|not|no|min|max|failed)\b/.test([...want.words, ...have.words].join(' '))) return false
  const noun = want.noun === have.noun ? want.noun : have.noun === '' ? want.noun : ''
  const isTotal =
    want.words.has('total') || want.words.has('size') || want.key === want.noun || /^(?:num|number|count)/.test(want.key)
  return (
    isTotal &&
    ((MEMBERS.test(noun) && noun !== '') ||
      (noun === '' && want.words.has('total') && [...have.words].some((word) => FIRM.has(word) && word !== 'available')))
  )
}

/** `3 desired | 3 updated | 3 total | 0 available | 3 unavailable`. */
function inTextPair(spot: MapSpot): Pair | undefined {
  for (const [key, node] of spot.entries) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || !isTally(node.value)) continue
    const proof = { pointer: pointerTo(spot, key), node }
    const counts = [...node.value.matchAll(/(\d{1,6}) ([a-z]{2,20})\b/gi)].flatMap((match) =>
      countOf(`${match[2]?.toLowerCase()}`, { kind: 'scalar', value: Number(match[1]), line: node.line }, '').map((count) => ({
        ...count,
        proof,
      })),
    )
    const pair = counts.some((count) => WANT.has(count.key)) ? worstPair(counts) : undefined
    if (pair) return pair
  }
  return undefined
}

function shortfall(spot: MapSpot, { want, have }: Pair, sourceName: string): DraftFinding {
  const state = [...have.words].find((word) => HAVE.has(word)) ?? 'ready'
  const things = want.noun || have.noun || spot.keys.at(-1) || 'instances'
  const about = `${spot.kind ?? ''} ${things}`
  const firm = FIRM.has(state) ? 0 : 0.16
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'wanted-and-actual',
    title: `${subjectOf(spot)}: ${have.value} of ${want.value} ${things} ${state}`,
    score: 0.38 + (have.value === 0 ? 0.08 : 0) - firm,
    severity: 'error',
    proofs: [have.proof, want.proof],
    entities: [spot.owner],
    fault: plainFault(resourceOf(about), 'unhealthy', {
      blames: 'resource',
      ...(spot.owner === undefined ? {} : { entity: spot.owner }),
      magnitude: { value: want.value - have.value, unit: `${things} missing` },
    }),
    details: [`wanted ${want.value} (${want.key}), ${state} ${have.value} (${have.key})`],
  })
}

function asWanted(spot: MapSpot, { want, have }: Pair): HealthyNote {
  const state = [...have.words].find((word) => FIRM.has(word)) ?? 'ready'
  const note = healthyNote({
    spot,
    keys: [],
    state: `All wanted ${want.noun || have.noun || 'instances'} are ${state} (${have.value} of ${want.value})`,
    weight: want.value === 0 ? 0.1 : 0.5,
  })
  return { ...note, proofs: [have.proof, want.proof] }
}
