import { BATCH_RECORDS } from './batch-columns.ts'

/** Groups, hosts and components that are counted, and groups whose ids are followed. */
export const MAX_GROUPS = 20_480
export const MAX_ORIGINS = 500
export const MAX_FOLLOWED = 2048

/** Components and hosts. */
export type OriginKind = 0 | 1

/**
 * Loops over records `[from, count)` of the batch: each counts what is plain and returns the first record that must be looked at, `count`
 * where there is none. See `batch-loops.ts` of the assembly.
 */
export type BatchCode = {
  readonly tally: (from: number, count: number) => number
  readonly presentGroups: () => number
  readonly hear: (kind: OriginKind, from: number, count: number) => number
  readonly drawn: (from: number, count: number, warn: number, plainLimit: number, faultLimit: number) => number
  readonly loud: (from: number, count: number, quietFrom: number, quietTo: number, whole: number) => number
  readonly followed: (from: number, count: number, threshold: number) => number
}

/** Where in the memory of the code its cells stand. */
export type BatchPlaces = {
  readonly groups: number
  readonly origins: number
  readonly followed: number
  readonly present: number
}

/** The loops, and what they count. */
export function createBatchLoops(code: BatchCode, buffer: ArrayBufferLike, at: BatchPlaces) {
  const originCells = 5 * (MAX_ORIGINS + 1)
  const origins = (kind: OriginKind) => new Float64Array(buffer, at.origins + 8 * originCells * kind, originCells)
  const cells = {
    /** Of a group its earliest and latest time, and two more numbers. */
    groupTimes: new Float64Array(buffer, at.groups, 4 * MAX_GROUPS),
    /** The same cells: four numbers of times, count, and count of the next record that is kept. */
    groupCounts: new Uint32Array(buffer, at.groups, 8 * MAX_GROUPS),
    /** Of each component and host: see `origins.ts`. */
    origins: [origins(0), origins(1)] as const,
    /** Two slots for ids of a group: see `id-slots.ts`. */
    slots: Buffer.from(buffer, at.followed, 64 * MAX_FOLLOWED),
    /** Groups that a batch has records of and the last of each, in turn. */
    present: new Uint32Array(buffer, at.present, 2 * BATCH_RECORDS),
    /** How each group is followed: 0 by the host, 1 by its ids, 2 not. */
    states: new Uint8Array(buffer, at.present + 8 * BATCH_RECORDS, MAX_GROUPS),
  }
  const { tally, presentGroups, hear, drawn, loud, followed } = code
  return {
    ...cells,
    tally,
    presentGroups,
    hear,
    drawn,
    loud,
    followed,
    clear: (): void => {
      for (const cell of [cells.groupCounts, ...cells.origins, cells.slots, cells.states]) cell.fill(0)
    },
  }
}
export type BatchLoops = ReturnType<typeof createBatchLoops>
