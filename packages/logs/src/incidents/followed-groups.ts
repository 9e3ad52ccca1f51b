import type { LogDigest } from '../digest.ts'
import type { BatchLoops } from '../records/batch-loops.ts'
import { asInteger, type RecordBatch } from '../records/record-batch.ts'
import { createRhythms } from './rhythms.ts'
import { createSequenceEvents } from './sequence-events.ts'

// How a group is followed: see `batch-loops.ts`.
const IN_SLOTS = 1
const IDLE = 2

/** Follows the groups of records that have a rhythm, or ids that others name, too. */
export function createFollowedGroups({ idStates, rhythmStates, slots }: BatchLoops) {
  const rhythms = createRhythms()
  const sequences = createSequenceEvents(slots)

  return {
    /** Follows the first records of a batch. */
    add: (batch: RecordBatch, count: number): void => {
      const { groups, numbers, times, loops } = batch
      for (let index = loops.rhythmic(0, count); index < count; index = loops.rhythmic(index + 1, count)) {
        const group = groups[index]!
        if (!rhythms.add(group, asInteger(numbers[index]!), times[index]!)) rhythmStates[group] = IDLE
      }
      const next = (from: number) => loops.followed(from, count, sequences.threshold())
      for (let index = next(0); index < count; index = next(index + 1))
        idStates[groups[index]!] = sequences.add(batch, index) ? IN_SLOTS : IDLE
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): Pick<LogDigest, 'rhythms' | 'idEvents'> => ({
      rhythms: rhythms.result(templateOf),
      idEvents: sequences.result(templateOf),
    }),
  }
}
