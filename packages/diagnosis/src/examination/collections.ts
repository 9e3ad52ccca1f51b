import type { Collection, Collections, HeapClass } from '@faultmaven/commands'
import { median } from '@faultmaven/metrics'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'

/** Full collections in a row that make a state, not an event. */
const MIN_FULL = 3
/** A heap that is still this full after a full collection has no room left; Oracle's tuning guide wants the live set well below. */
const FULL_HEAP = 0.75
/** Share of the time in pauses: `-XX:GCTimeRatio` of the throughput collector allows 1% by default, the "overhead limit" gives up at 98%. */
const HIGH_SHARE = 0.15
const MIN_SPAN = 10
const MAX_PLACES = 5

/**
 * What the garbage collection log of a JVM says: full collections that free next to nothing (the live objects fill the heap), and
 * pauses that take a notable part of the time. One finding; [] where collections are short and free what they should.
 * @see https://docs.oracle.com/en/java/javase/21/gctuning/garbage-first-garbage-collector-tuning.html
 */
export function examineCollections(collections: Collections | undefined, sourceName: string): DraftFinding[] {
  if (collections === undefined) return []
  const { pauses, failed } = collections
  const full = pauses.filter((pause) => pause.isFull)
  const stretch = full.length >= MIN_FULL ? pauses.slice(pauses.indexOf(full[0]!)) : pauses
  const share = pausedShare(stretch)
  if (full.length < MIN_FULL && share < HIGH_SHARE) return []
  const occupied = median(full.map(({ after, capacity }) => (capacity > 0 ? after / capacity : 0)))
  const isFull = full.length >= MIN_FULL && occupied >= FULL_HEAP
  const longest = stretch.toSorted((a, b) => b.seconds - a.seconds)[0]
  const first = full[0] ?? stretch[0]
  if (!longest || !first || (!isFull && share < HIGH_SHARE && longest.seconds < 1)) return []
  const cause = failed.length >= MIN_FULL ? failed[0] : undefined
  const mechanism: readonly [string, string] = isFull ? ['heap', 'exhausted'] : ['gc', cause ? 'failed' : 'slow']
  const proofs = [
    { line: first.line, text: labelOf(first) },
    ...(cause ? [cause] : []),
    { line: longest.line, text: labelOf(longest) },
    ...full.slice(1).map((pause) => ({ line: pause.line, text: labelOf(pause) })),
  ].slice(0, MAX_PLACES)
  return [
    {
      sourceName,
      kind: 'state',
      check: 'garbage-collections',
      title: clip(
        `${cause && !isFull ? `${cause.text} (${failed.length} times): ` : ''}${isFull ? fullHeapTitle(full, occupied, share) : pausesTitle(stretch, full, share)}`,
        200,
      ),
      score: isFull ? 0.78 : cause || share >= HIGH_SHARE ? 0.66 : 0.5,
      severity: 'error',
      count: full.length > 0 ? full.length : stretch.length,
      entities: [],
      fault: plainFault(...mechanism, {
        blames: 'resource',
        magnitude: { value: Math.round(1000 * longest.seconds), unit: 'ms' },
      }),
      details: [
        `the longest pause took ${seconds(longest.seconds)}`,
        cause && isFull ? `“${cause.text}” ${failed.length} times: no room to move live objects to` : '',
      ].filter((detail) => detail !== ''),
      places: proofs.map(({ line }) => ({ line })),
      predicates: proofs.map(({ text, line }) => ({ name: 'present', literals: [text], lines: [line] })),
    },
  ]
}

const labelOf = ({ text }: Collection) => text.split(/[(\d]/)[0]?.trim() || text

function fullHeapTitle(full: readonly Collection[], occupied: number, share: number): string {
  const [first] = full
  const since = first?.clock ? ` since ${first.clock}` : ''
  const last = full.at(-1)
  return `The heap is full: ${full.length} full GC pauses${since} leave ${percent(occupied)} of ${size(last?.capacity ?? 0)} occupied${share > 0.02 ? ` and stop the JVM ${percent(share)} of the time` : ''}`
}

function pausesTitle(stretch: readonly Collection[], full: readonly Collection[], share: number): string {
  const kind = full.length > 0 ? `${full.length} of them full GC` : 'none of them full'
  return `Garbage collection stops the JVM ${percent(share)} of the time: ${stretch.length} pauses, ${kind}`
}

/** Seconds in pauses by seconds from the first to the end of the last; 0 where the log has no clock or is too short to tell. */
function pausedShare(pauses: readonly Collection[]): number {
  const [first, last] = [pauses[0]?.at, pauses.at(-1)?.at]
  if (first === undefined || last === undefined) return 0
  const span = last - first + (pauses[0]?.seconds ?? 0)
  const paused = pauses.reduce((sum, pause) => sum + pause.seconds, 0)
  return span < MIN_SPAN ? 0 : Math.min(1, paused / span)
}

const percent = (share: number) => `${Math.round(share * 100)}%`
const seconds = (value: number) => (value >= 1 ? `${value.toFixed(1)} s` : `${Math.round(value * 1000)} ms`)
const size = (mebibytes: number) =>
  mebibytes >= 1024 ? `${(mebibytes / 1024).toFixed(mebibytes % 1024 === 0 ? 0 : 1)} GiB` : `${Math.round(mebibytes)} MiB`

/** Of these every program has many: they are what its own objects are made of. */
const LIBRARY =
  /^(?:\[|java\.|javax\.|jdk\.|sun\.|com\.sun\.|kotlin\.|scala\.|groovy\.|clojure\.|org\.(?:springframework|apache|hibernate|slf4j)\.|io\.netty\.|com\.(?:google|fasterxml)\.)/
const FILLS = 0.15
const MANY_OBJECTS = 100_000

/** The program's own classes that take most of the heap: what is kept. Large shares of both, bytes and instances, are no coincidence. */
export function examineHistogram(classes: readonly HeapClass[], sourceName: string): DraftFinding[] {
  const total = classes.reduce((sum, { bytes }) => sum + bytes, 0)
  const own = classes.filter(({ name }) => !LIBRARY.test(name)).slice(0, 2)
  const [top] = own
  if (!top || top.bytes < total * FILLS || top.instances < MANY_OBJECTS) return []
  const names = own.filter(({ bytes }) => bytes >= total * 0.05).map(({ name }) => name.split('.').at(-1) ?? name)
  const sum = own.reduce((bytes, one) => bytes + one.bytes, 0)
  return [
    {
      sourceName,
      kind: 'state',
      check: 'heap-histogram',
      title: clip(
        `${names.join(' and ')} fill the heap: ${(top.instances / 1e6).toFixed(1)} million objects of ${names[0]}, ${percent(sum / total)} of all bytes with what they hold not counted`,
        200,
      ),
      score: 0.55,
      severity: 'warn',
      count: top.instances,
      entities: names,
      fault: plainFault('heap', 'exhausted', { blames: 'caller', entity: names[0] ?? top.name }),
      details: [],
      places: own.map(({ line }) => ({ line })),
      predicates: own.map(({ name, line }) => ({ name: 'present', literals: [name], lines: [line] })),
    },
  ]
}
