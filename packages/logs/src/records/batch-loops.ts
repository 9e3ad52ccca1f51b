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
  readonly countInBucket: (from: number, to: number) => void
  readonly closeBucket: () => number
  readonly hear: (kind: OriginKind, from: number, count: number) => number
  readonly drawn: (from: number, count: number, warn: number, plainLimit: number, faultLimit: number) => number
  readonly loud: (from: number, count: number, quietFrom: number, quietTo: number, whole: number) => number
  readonly rhythmic: (from: number, count: number) => number
  readonly followed: (from: number, count: number, threshold: number) => number
}

/** Where in the memory of the code its cells stand. */
export type BatchPlaces = {
  readonly groups: number
  readonly origins: number
  readonly followed: number
  readonly present: number
  readonly inBucket: number
  readonly idStates: number
  readonly rhythmStates: number
}

/** The loops, and what they count. */
export function createBatchLoops(code: BatchCode, buffer: ArrayBufferLike, at: BatchPlaces) {
  const originCells = 5 * (MAX_ORIGINS + 1)
  const origins = (kind: OriginKind) => new Float64Array(buffer, at.origins + 8 * originCells * kind, originCells)
  const cells = {
    /** Of a group six cells: its earliest and latest time, three more, and its first line in the open bucket. */
    groupTimes: new Float64Array(buffer, at.groups, 6 * MAX_GROUPS),
    /** The same cells: four numbers of times, count, count of the next record that is kept, two more, records in the open bucket. */
    groupCounts: new Uint32Array(buffer, at.groups, 12 * MAX_GROUPS),
    /** Of each component and host: see `origins.ts`. */
    origins: [origins(0), origins(1)] as const,
    /** Two slots for ids of a group: see `sequence-events.ts`. */
    slots: Buffer.from(buffer, at.followed, 64 * MAX_FOLLOWED),
    /** Groups that a batch has records of and the last of each, in turn. */
    present: new Uint32Array(buffer, at.present, 2 * BATCH_RECORDS),
    /** Groups that the open bucket has records of. */
    inBucket: new Uint32Array(buffer, at.inBucket, MAX_GROUPS),
    /** How each group is followed for its ids: 0 by the host, 1 in its slots, 2 not. */
    idStates: new Uint8Array(buffer, at.idStates, MAX_GROUPS),
    /** And for its rhythm: 0 by the host, 2 not. */
    rhythmStates: new Uint8Array(buffer, at.rhythmStates, MAX_GROUPS),
  }
  const { tally, presentGroups, countInBucket, closeBucket, hear, drawn, loud, rhythmic, followed } = code
  return {
    ...cells,
    tally,
    presentGroups,
    countInBucket,
    closeBucket,
    hear,
    drawn,
    loud,
    rhythmic,
    followed,
    clear: (): void => {
      closeBucket()
      const { groupCounts, origins: named, slots, idStates, rhythmStates } = cells
      for (const cell of [groupCounts, ...named, slots, idStates, rhythmStates]) cell.fill(0)
    },
  }
}
export type BatchLoops = ReturnType<typeof createBatchLoops>
