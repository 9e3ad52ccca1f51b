import { CLIENT, type SpanColumns } from '../reading/span-columns.ts'

/**
 * The spans of a set as trees. Columns have an entry a span unless said; -1 stands for none.
 * Spans written twice are left out: they are in no trace here.
 */
export type TraceForest = {
  readonly columns: SpanColumns
  readonly traces: number
  /** Spans by trace, those of one in the order in which they begin. */
  readonly order: Int32Array
  /** Where the spans of trace t begin in `order`; one entry more than traces. */
  readonly offsets: Int32Array
  readonly parent: Int32Array
  readonly firstChild: Int32Array
  /** The next child of the same parent; children are in the order in which they begin. */
  readonly nextSibling: Int32Array
  /** Nanoseconds after `baseMicros`; skew is repaired in place. */
  readonly startNs: Float64Array
  readonly baseMicros: number
  /** Spans whose parent is not in the set. */
  readonly orphans: number
  readonly firstOrphan: number
  readonly duplicates: number
  /** Spans whose parents lead back to themselves; they are roots here. */
  readonly cycles: number
}

const NONE = -1

export function buildForest(columns: SpanColumns): TraceForest {
  const { order, offsets, startNs, baseMicros } = sortByTrace(columns)
  const { parent, orphans, firstOrphan, isDuplicate, duplicates } = linkParents(columns, order, offsets)
  const kept = duplicates === 0 ? { order, offsets } : withoutDuplicates(order, offsets, isDuplicate)
  const cycles = cutCycles(parent)
  return {
    columns,
    traces: offsets.length - 1,
    ...kept,
    parent,
    ...linkChildren(kept.order, parent),
    startNs,
    baseMicros,
    orphans,
    firstOrphan,
    duplicates,
    cycles,
  }
}

function sortByTrace(columns: SpanColumns): Pick<TraceForest, 'order' | 'offsets' | 'startNs' | 'baseMicros'> {
  const { length, trace, start, startRemainder } = columns
  let baseMicros = Infinity
  for (let span = 0; span < length; span += 1) if (start[span]! > 0 && start[span]! < baseMicros) baseMicros = start[span]!
  if (baseMicros === Infinity) baseMicros = 0
  const startNs = new Float64Array(length)
  // A span without a time stands at the beginning of all.
  for (let span = 0; span < length; span += 1)
    startNs[span] = start[span] === 0 ? 0 : (start[span]! - baseMicros) * 1000 + startRemainder[span]!
  const offsetOf = new Int32Array(columns.traceIds.size + 1)
  for (let span = 0; span < length; span += 1) offsetOf[trace[span]! + 1]! += 1
  for (let id = 0; id < columns.traceIds.size; id += 1) offsetOf[id + 1]! += offsetOf[id]!
  const offsets = Int32Array.from(new Set(offsetOf))
  const order = new Int32Array(length)
  for (let span = 0; span < length; span += 1) {
    order[offsetOf[trace[span]!]!] = span
    offsetOf[trace[span]!]! += 1
  }
  for (let at = 0; at + 1 < offsets.length; at += 1)
    order.subarray(offsets[at], offsets[at + 1]).sort((a, b) => startNs[a]! - startNs[b]! || a - b)
  return { order, offsets, startNs, baseMicros }
}

/**
 * Finds parents by id within each trace. Where a client and a server share an id, as Zipkin's do, the server is the client's child,
 * and other children belong to the half of their own service.
 */
function linkParents(columns: SpanColumns, order: Int32Array, offsets: Int32Array) {
  const parent = new Int32Array(columns.length).fill(NONE)
  const isDuplicate = new Uint8Array(columns.length)
  const spanOf = new Int32Array(columns.spanIds.size).fill(NONE)
  const sharedBy = new Map<number, number>()
  let orphans = 0
  let firstOrphan = NONE
  let duplicates = 0
  for (let trace = 0; trace + 1 < offsets.length; trace += 1) {
    const [from, to] = [offsets[trace]!, offsets[trace + 1]!]
    for (let at = from; at < to; at += 1) {
      const span = order[at]!
      const id = columns.id[span]!
      const known = spanOf[id]!
      if (known === NONE) spanOf[id] = span
      else if (isSame(columns, known, span)) {
        isDuplicate[span] = 1
        duplicates += 1
      } else if (columns.kind[span] === CLIENT && columns.kind[known] !== CLIENT) {
        spanOf[id] = span
        sharedBy.set(id, known)
      } else sharedBy.set(id, span)
    }
    for (let at = from; at < to; at += 1) {
      const span = order[at]!
      const id = columns.id[span]!
      const parentId = columns.parent[span]!
      if (sharedBy.get(id) === span) parent[span] = spanOf[id]!
      else if (parentId !== 0 && parentId !== id) {
        const found = spanOf[parentId]!
        const half = sharedBy.get(parentId)
        parent[span] = half !== undefined && serviceOf(columns, found) !== serviceOf(columns, span) ? half : found
        if (found !== NONE) continue
        if (orphans === 0) firstOrphan = span
        orphans += 1
      }
    }
    for (let at = from; at < to; at += 1) spanOf[columns.id[order[at]!]!] = NONE
    sharedBy.clear()
  }
  return { parent, orphans, firstOrphan, isDuplicate, duplicates }
}

function isSame({ name, kind, start, durationNs, parent }: SpanColumns, a: number, b: number): boolean {
  return (
    name[a] === name[b] &&
    kind[a] === kind[b] &&
    start[a] === start[b] &&
    durationNs[a] === durationNs[b] &&
    parent[a] === parent[b]
  )
}

function withoutDuplicates(order: Int32Array, offsets: Int32Array, isDuplicate: Uint8Array) {
  const kept: number[] = []
  const starts = [0]
  for (let trace = 0; trace + 1 < offsets.length; trace += 1) {
    for (let at = offsets[trace]!; at < offsets[trace + 1]!; at += 1) if (isDuplicate[order[at]!] === 0) kept.push(order[at]!)
    starts.push(kept.length)
  }
  return { order: Int32Array.from(kept), offsets: Int32Array.from(starts) }
}

/** Makes a root of one span of each ring of parents. @returns how many rings there were */
function cutCycles(parent: Int32Array): number {
  const state = new Uint8Array(parent.length)
  let cycles = 0
  const path: number[] = []
  for (let first = 0; first < parent.length; first += 1) {
    let span = first
    while (span !== NONE && state[span] === 0) {
      state[span] = 1
      path.push(span)
      span = parent[span]!
    }
    if (span !== NONE && state[span] === 1) {
      parent[span] = NONE
      cycles += 1
    }
    for (const passed of path) state[passed] = 2
    path.length = 0
  }
  return cycles
}

function linkChildren(order: Int32Array, parent: Int32Array): Pick<TraceForest, 'firstChild' | 'nextSibling'> {
  const firstChild = new Int32Array(parent.length).fill(NONE)
  const nextSibling = new Int32Array(parent.length).fill(NONE)
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const span = order[at]!
    const above = parent[span]!
    if (above === NONE) continue
    nextSibling[span] = firstChild[above]!
    firstChild[above] = span
  }
  return { firstChild, nextSibling }
}

/** Number of the text of a span's service. */
export function serviceOf({ services, resource }: SpanColumns, span: number): number {
  return services[Math.max(0, resource[span]!)] ?? 0
}
