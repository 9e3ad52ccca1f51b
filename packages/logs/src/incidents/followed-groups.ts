import type { LogDigest } from '../digest.ts'
import { MAX_TEMPLATES } from '../mining/template-miner.ts'
import type { RecordBatch } from '../records/record-batch.ts'
import { createRhythms } from './rhythms.ts'
import { createSequenceEvents } from './sequence-events.ts'

/** Follows the groups of records that have a rhythm, or ids that others name, too. */
export function createFollowedGroups() {
  const rhythms = createRhythms()
  const sequences = createSequenceEvents()
  // Groups with neither: every record comes by here, and most are of these.
  const isIdle = new Uint8Array(MAX_TEMPLATES)

  const follow = (batch: RecordBatch, index: number): void => {
    const group = batch.groups[index]!
    const isRhythmic = rhythms.add(group, batch.numbers[index]!, batch.times[index]!)
    const isSequence = sequences.add(batch, index)
    if (!isRhythmic && !isSequence) isIdle[group] = 1
  }
  return {
    /** Follows the first records of a batch. */
    add: (batch: RecordBatch, count: number): void => {
      const { groups } = batch
      for (let index = 0; index < count; index++) if (isIdle[groups[index]!] === 0) follow(batch, index)
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): Pick<LogDigest, 'rhythms' | 'idEvents'> => ({
      rhythms: rhythms.result(templateOf),
      idEvents: sequences.result(templateOf),
    }),
  }
}
