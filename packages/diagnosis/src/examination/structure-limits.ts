import { formatValue, measureOf } from '@faultmaven/metrics'
import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { splitIdentifier } from '../grammar/split-identifiers.ts'
import { draftOf, plainFault, resourceOf, type Proof } from './structure-draft.ts'
import { parsePercent, parseQuantity, share } from './structure-quantity.ts'
import { mapAt, subjectOf, type MapSpot, pointerTo } from './structure-scan.ts'

const USED = new Set([
  'used',
  'usage',
  'use',
  'current',
  'consumed',
  'open',
  'active',
  'allocated',
  'busy',
  'borrowed',
  'inuse',
  'utilized',
  'count',
  'length',
  'depth',
])
const LIMIT = new Set([
  'limit',
  'limits',
  'max',
  'maximum',
  'capacity',
  'hard',
  'quota',
  'allowed',
  'allocatable',
  'ceiling',
  'total',
  'size',
])
/** From this share on a limit is near; at the whole of it, it is reached. */
const NEAR = 0.9

/** A map of more entries is a table of measurements, no object. */
const MAX_ENTRIES = 200

type Amount = {
  readonly key: string
  readonly value: number
  readonly noun: string
  readonly proof: Proof
  readonly words: ReadonlySet<string>
}

/**
 * Amounts near their limit: `mem_used` and `mem_limit` side by side, maps `used` and `hard` of the same keys (quotas), percentages in
 * use, and a `free` amount below its own limit. Units are read (`1500m`, `2Gi`).
 */
export function examineLimits(spots: readonly MapSpot[], sourceName: string): DraftFinding[] {
  return spots.flatMap((spot) => [
    ...quotaMaps(spot, sourceName),
    ...(spot.isWish ? [] : [...siblings(spot, sourceName), ...percentages(spot, sourceName)]),
    ...atMaximum(spot, sourceName),
  ])
}

function siblings(spot: MapSpot, sourceName: string): DraftFinding[] {
  const amounts = [...spot.entries].slice(0, MAX_ENTRIES).flatMap(([key, node]) => amountOf(key, node, pointerTo(spot, key)))
  const used = amounts.filter((amount) => hasAny(amount, USED) && !hasAny(amount, LIMIT))
  const limits = amounts.filter((amount) => hasAny(amount, LIMIT) && amount.value > 0)
  const findings = used.flatMap((amount) => {
    const limit = limits.filter((one) => one.noun === amount.noun).sort((a, b) => a.value - b.value)[0]
    return limit && amount.value / limit.value >= NEAR && isScarce(amount, limit)
      ? [nearLimit(spot, { amount, limit }, sourceName)]
      : []
  })
  return [...findings, ...belowFloor(spot, amounts, sourceName)]
}

function amountOf(key: string, node: TreeNode | undefined, pointer: string): Amount[] {
  const value = node?.kind === 'scalar' ? parseQuantity(node.value) : undefined
  if (value === undefined || value < 0 || /percent|pct|ratio|%/i.test(key)) return []
  const words = splitIdentifier(key).split(/\s+/)
  return [
    {
      key,
      value,
      noun: words
        .filter((word) => !USED.has(word) && !LIMIT.has(word) && !/^(?:in|num|number|bytes|of|free|available)$/.test(word))
        .join(' '),
      proof: { pointer, node },
      words: new Set(words),
    },
  ]
}

const hasAny = (amount: Amount, words: ReadonlySet<string>) => [...amount.words].some((word) => words.has(word))

/** "count 5 of size 5" is a full set of members, not a shortage; `used` and `limit` say shortage outright. */
function isScarce(amount: Amount, limit: Amount): boolean {
  const outright = ['used', 'usage', 'consumed', 'busy', 'borrowed', 'inuse', 'open', 'depth', 'length'].some((word) =>
    amount.words.has(word),
  )
  const hard = ['limit', 'limits', 'max', 'maximum', 'hard', 'quota', 'capacity', 'ceiling', 'allowed'].some((word) =>
    limit.words.has(word),
  )
  return outright || hard
}

function nearLimit(spot: MapSpot, { amount, limit }: { amount: Amount; limit: Amount }, sourceName: string): DraftFinding {
  const ratio = amount.value / limit.value
  const noun = amount.noun || spot.keys.at(-1) || 'amount'
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'limits',
    title: `${subjectOf(spot)}: ${noun} at ${share(ratio)} of its limit (${written(amount)} of ${written(limit)})`,
    score: ratio >= 1 ? 0.62 : 0.46,
    severity: ratio >= 1 ? 'error' : 'warn',
    proofs: [amount.proof, limit.proof],
    entities: [spot.owner],
    fault: plainFault(resourceOf(`${expand(noun)} ${spot.keys.at(-1) ?? ''}`), 'exhausted', {
      blames: 'resource',
      ...(spot.owner === undefined ? {} : { entity: spot.owner }),
      magnitude: { value: Math.round(ratio * 100), unit: '%' },
    }),
    details: [`${amount.key} ${written(amount)}, ${limit.key} ${written(limit)}`],
  })
}

const written = ({ proof }: Amount) => (proof.node?.kind === 'scalar' ? String(proof.node.value) : '')
/** Short names of resources, as status pages print them. */
const expand = (noun: string) =>
  noun
    .replace(/\bmem\b/, 'memory')
    .replace(/\bfd\b/, 'file descriptors')
    .replace(/\bsockets?\b/, 'connections limit')
    .replace(/\bconns?\b/, 'current connections')
    .replace(/\bpods?\b/, 'quota pods')

/** `disk_free` below `disk_free_limit`. */
function belowFloor(spot: MapSpot, amounts: readonly Amount[], sourceName: string): DraftFinding[] {
  return amounts.flatMap((amount) => {
    if (!/^(?:free|available|remaining)$/.test([...amount.words].at(-1) ?? '')) return []
    const floor = amounts.find(
      (other) => other.key.startsWith(amount.key) && /limit|min|threshold|watermark/i.test(other.key.slice(amount.key.length)),
    )
    return floor && amount.value <= floor.value ? [shortSupply(spot, amount, floor, sourceName)] : []
  })
}

function shortSupply(spot: MapSpot, amount: Amount, floor: Amount, sourceName: string): DraftFinding {
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'limits',
    title: `${subjectOf(spot)}: ${amount.key.replaceAll('_', ' ')} ${written(amount)} is below its limit ${written(floor)}`,
    score: 0.62,
    severity: 'error',
    proofs: [amount.proof, floor.proof],
    entities: [spot.owner],
    fault: plainFault(resourceOf(`${expand(amount.noun)} space`), 'exhausted', {
      blames: 'resource',
      ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    }),
  })
}

function percentages(spot: MapSpot, sourceName: string): DraftFinding[] {
  return [...spot.entries].flatMap(([key, node]) => {
    const named = /percent|pct|%|utili[sz]ation|^use$|usage$|used$/i.test(key)
    const value =
      node.kind === 'scalar' && named && (typeof node.value === 'string' || /percent|pct|%/i.test(key))
        ? parsePercent(node.value)
        : undefined
    const measure = measureOf(`${spot.keys.at(-1) ?? ''} ${key}`, 'percent')
    if (
      value === undefined ||
      value < NEAR * 100 ||
      value > 100.5 ||
      measure.badWhen === 'low' ||
      ['success', 'availability', 'traffic'].includes(measure.kind)
    )
      return []
    if (/progress|complete|free|avail|idle|remaining|hit|active_shards/i.test(key)) return []
    return [percentDraft(spot, { key, node, value }, sourceName)]
  })
}

function percentDraft(
  spot: MapSpot,
  { key, node, value }: { key: string; node: TreeNode; value: number },
  sourceName: string,
): DraftFinding {
  const about = expand(splitIdentifier(`${spot.keys.at(-1) ?? ''} ${key}`.replaceAll(' ', '_')))
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'limits',
    title: `${subjectOf(spot)}: ${key.replaceAll('_', ' ')} is ${formatValue(value, 'percent')}`,
    score: value >= 98 ? 0.55 : 0.44,
    severity: 'warn',
    proofs: [{ pointer: pointerTo(spot, key), node }],
    entities: [spot.owner],
    fault: plainFault(resourceOf(about), 'exhausted', {
      blames: 'resource',
      ...(spot.owner === undefined ? {} : { entity: spot.owner }),
      magnitude: { value, unit: '%' },
    }),
  })
}

/** Maps of equal keys, one of limits and one of what is used: `hard` and `used`, `capacity` and `usage`. */
function quotaMaps(spot: MapSpot, sourceName: string): DraftFinding[] {
  const node: TreeNode = { kind: 'map', entries: spot.entries, line: spot.line }
  return [
    ['hard', 'used'],
    ['limits', 'usage'],
    ['limit', 'used'],
    ['capacity', 'used'],
    ['quota', 'usage'],
    ['allocatable', 'requested'],
  ].flatMap(([limitKey = '', usedKey = '']) => {
    const limits = mapAt(node, limitKey)
    const used = mapAt(node, usedKey)
    if (!limits || !used) return []
    return [...limits].flatMap(([key, limitNode]) => {
      const [limit] = amountOf(key, limitNode, pointerTo(spot, limitKey, key))
      const [amount] = amountOf(key, used.get(key), pointerTo(spot, usedKey, key))
      if (!limit || !amount || limit.value <= 0 || amount.value / limit.value < NEAR) return []
      const base = nearLimit(spot, { amount: { ...amount, noun: key }, limit }, sourceName)
      const isQuota = spot.kind === 'ResourceQuota' || /quota/i.test(spot.keys.join())
      const fault = isQuota
        ? plainFault('quota', 'exhausted', spot.owner === undefined ? {} : { entity: spot.owner })
        : base.fault
      return [{ ...base, ...(fault && { fault }), score: amount.value >= limit.value ? 0.7 : base.score }]
    })
  })
}

/** An autoscaler that cannot go further: running at `maxReplicas`. */
function atMaximum(spot: MapSpot, sourceName: string): DraftFinding[] {
  const node: TreeNode = { kind: 'map', entries: spot.entries, line: spot.line }
  const max = mapAt(node, 'spec')?.get('maxReplicas')
  const current = mapAt(node, 'status')?.get('currentReplicas')
  if (
    max?.kind !== 'scalar' ||
    current?.kind !== 'scalar' ||
    !(Number(current.value) >= Number(max.value)) ||
    !(Number(max.value) > 1)
  )
    return []
  return [
    draftOf({
      sourceName,
      kind: 'state',
      check: 'limits',
      title: `${subjectOf(spot)} already runs its maximum of ${Number(max.value)} replicas`,
      score: 0.42,
      severity: 'warn',
      proofs: [
        { pointer: pointerTo(spot, 'status', 'currentReplicas'), node: current },
        { pointer: pointerTo(spot, 'spec', 'maxReplicas'), node: max },
      ],
      entities: [spot.owner],
      fault: plainFault('deployment', 'exhausted', {
        blames: 'configuration',
        ...(spot.owner === undefined ? {} : { entity: spot.owner }),
      }),
    }),
  ]
}
