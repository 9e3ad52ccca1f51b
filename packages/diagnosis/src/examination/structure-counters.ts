import type { TreeNode } from '@faultmaven/config'
import type { DraftFinding } from '../draft.ts'
import { splitIdentifier } from '../grammar/split-identifiers.ts'
import { draftOf, stateFault, type ExamineStructureOptions } from './structure-draft.ts'
import { subjectOf, type MapSpot, pointerTo } from './structure-scan.ts'

const BAD_COUNT =
  /\b(?:unavailable|failed|failures?|failing|errors?|missing|unassigned|lost|dropped|down|unhealthy|unreachable|rejected|evicted|corrupt(?:ed)?|stuck|degraded|misplaced|undersized|dead ?letter(?:ed)?|timed ?out|unschedulable|unreplicated|under ?replicated|offline|denied|uncorrectable|crashed|conflicts?)\b/
const BAD_LIST =
  /\b(?:unreachable|failed|errors?|missing|unassigned|offline|alarms?|partitions?|conflicts?|violations?|warnings?|failures|faults|down|unhealthy|misconfigured)\b/
const NO_COUNT =
  /\b(?:max|limit|threshold|allowed|timeout|retry|retries|rate|policy|on|if|when|budget|percent|id|port|tolerat\w*|history|code|total requests)\b/

/**
 * Counters and lists of what went wrong: `failed: 5`, `unassigned_shards: 12`, `alarms: ["disk"]`, `3 Failed` in a text.
 * A number under a key for settings (`maxFailures`) is none.
 */
export function examineCounters(spots: readonly MapSpot[], sourceName: string, options: ExamineStructureOptions): DraftFinding[] {
  return spots.flatMap((spot) => {
    if (spot.isWish || spot.keys.some((key) => /^(?:values|samples|datapoints)$/i.test(key))) return []
    return [...spot.entries].flatMap(([key, node]) => examineEntry(spot, { key, node }, { sourceName, options }))
  })
}

type Entry = { readonly key: string; readonly node: TreeNode }
type Run = { readonly sourceName: string; readonly options: ExamineStructureOptions }

function examineEntry(spot: MapSpot, { key, node }: Entry, run: Run): DraftFinding[] {
  const words = splitIdentifier(key)
  if (NO_COUNT.test(words)) return []
  const pointer = pointerTo(spot, key)
  if (node.kind === 'list')
    return BAD_LIST.test(words) && !/\b(?:events?|logs?|messages|records|samples)\b/.test(words) && node.items.length > 0
      ? [listDraft(spot, { words, node, pointer }, run)]
      : []
  if (node.kind !== 'scalar') return []
  const isNumber = typeof node.value === 'number' || (spot.document.format === 'describe' && /^\d{1,9}$/.test(String(node.value)))
  if (isNumber && Number(node.value) > 0 && BAD_COUNT.test(words))
    return [countDraft(spot, { words, count: Number(node.value), node, pointer }, run)]
  const inText = isTally(node.value) ? [...String(node.value).matchAll(/(\d{1,6}) ([A-Za-z]{3,20})\b/g)] : []
  return inText
    .filter((match) => Number(match[1]) > 0 && /^(?:failed|unavailable|errors?|unhealthy|unreachable)$/i.test(match[2] ?? ''))
    .map((match) => countDraft(spot, { words: match[2]?.toLowerCase() ?? '', count: Number(match[1]), node, pointer }, run))
}

type Counted = { words: string; count: number; node: TreeNode; pointer: string }

function countDraft(spot: MapSpot, { words, count, node, pointer }: Counted, { sourceName, options }: Run): DraftFinding {
  const { fault } = faultOf(spot, words, options)
  // One replica "unavailable" is told by the pair beside it too; a bare total may be old.
  const old = /errors?|dropped|rejected|failures?|timed/.test(words) ? 0.08 : 0
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'counters',
    title: `${subjectOf(spot)}: ${words} is ${count}`,
    score: 0.34 - old,
    severity: 'warn',
    proofs: [{ pointer, node }],
    entities: [spot.owner],
    fault: { ...fault, magnitude: { value: count, unit: words } },
  })
}

function listDraft(
  spot: MapSpot,
  { words, node, pointer }: { words: string; node: Extract<TreeNode, { kind: 'list' }>; pointer: string },
  { sourceName, options }: Run,
): DraftFinding {
  const items = node.items.slice(0, 3).map((item) => (item.kind === 'scalar' ? String(item.value) : ''))
  const named = items.filter((item) => item !== '')
  const { fault, strength } = faultOf(spot, `${words}: ${named.join(', ')}`, options)
  return draftOf({
    sourceName,
    kind: 'state',
    check: 'counters',
    title: `${subjectOf(spot)}: ${words}: ${named.join(', ') || `${node.items.length} entries`}${node.items.length > 3 ? ` and ${node.items.length - 3} more` : ''}`,
    score: 0.4 + Math.min(0.2, strength * 0.04),
    severity: 'warn',
    proofs: node.items.slice(0, 3).map((item, index) => ({ pointer: `${pointer}/${index}`, node: item })),
    entities: [spot.owner, ...named],
    fault,
    count: node.items.length,
  })
}

function faultOf(spot: MapSpot, words: string, options: ExamineStructureOptions) {
  return stateFault({
    text: words,
    about: `${words} ${spot.kind ?? ''} ${spot.keys.at(-1) ?? ''}`,
    mode: /unassigned|missing|lost/.test(words) ? 'lost' : 'failed',
    ...(spot.owner === undefined ? {} : { entity: spot.owner }),
    ...options,
  })
}

/** Numbers with words and nothing else: `0 Active (0 Ready) / 0 Succeeded / 5 Failed`. */
export function isTally(value: string | number | boolean | null): boolean {
  return (
    typeof value === 'string' &&
    value.length < 200 &&
    /^\d{1,6} [A-Za-z-]+(?:[\s,;|/(]{1,4}\d{1,6} [A-Za-z-]+\)?){1,8}$/.test(value.trim())
  )
}
