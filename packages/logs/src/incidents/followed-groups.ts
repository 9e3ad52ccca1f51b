import type { LogDigest } from '../digest.ts'
import type { BatchLoops } from '../records/batch-loops.ts'
import type { RecordBatch } from '../records/record-batch.ts'
import { createRhythms } from './rhythms.ts'
import { createSequenceEvents } from './sequence-events.ts'

// How a group is followed: see `batch-loops.ts`.
const ASKED = 0
const BY_IDS = 1
const IDLE = 2

/** Follows the groups of records that have a rhythm, or ids that others name, too. */
export function createFollowedGroups({ states, slots }: BatchLoops) {
  const rhythms = createRhythms()
  const sequences = createSequenceEvents(slots)

  const follow = (batch: RecordBatch, index: number): void => {
    const group = batch.groups[index]!
    const isRhythmic = rhythms.add(group, batch.numbers[index]!, batch.times[index]!)
    const isSequence = sequences.add(batch, index)
    states[group] = isRhythmic ? ASKED : isSequence ? BY_IDS : IDLE
  }
  return {
    /** Follows the first records of a batch. */
    add: (batch: RecordBatch, count: number): void => {
      const { loops } = batch
      const next = (from: number) => loops.followed(from, count, sequences.threshold())
      for (let index = next(0); index < count; index = next(index + 1)) follow(batch, index)
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): Pick<LogDigest, 'rhythms' | 'idEvents'> => ({
      rhythms: rhythms.result(templateOf),
      idEvents: sequences.result(templateOf),
    }),
  }
}
