import { microseconds, SEVERITIES, severityCode, type LogRecord } from '@faultmaven/signals'
import type { LogDigest } from '../digest.ts'
import type { BatchLoops } from '../records/batch-loops.ts'
import type { RecordBatch } from '../records/record-batch.ts'
import { createGroup, type Group } from './group.ts'
import { createGroupHistogram } from './group-histogram.ts'
import { createGroupTally } from './group-tally.ts'
import { mergeGroups } from './merge-groups.ts'
import { fitGroup, fitsGroup, maskWithNames, narrowNames, takeNames } from './names.ts'
import { createSampleRoom } from './sample-records.ts'
import { createSignatureTable } from './signature-table.ts'

/** Distinct masked texts that are kept apart; what comes after folds into coarser groups. */
const MAX_GROUPS = 18_000
/** Characters of these texts together: three times what as many lines of 80 characters have. */
const MAX_MASKED = 4 * 2 ** 20
/** Templates that a digest may have at most. */
export const MAX_TEMPLATES = 20_000
/** Coarser groups on top of these. */
const MAX_FOLDED = MAX_TEMPLATES - MAX_GROUPS
/** Characters of a message that decide its template. */
const MINED_CHARACTERS = 1024

export type TemplateMiner = {
  /**
   * Finds the group of a record, which is counted later.
   * @param text the record as it stands in the source; literals are guaranteed against it
   * @returns the record's group; `templateOf` tells the template that it ends up in
   */
  readonly add: (record: LogRecord, text: string) => number
  /** Groups so far. */
  readonly groups: () => number
  /** Counts the first records of a batch; their severities are those of their groups. */
  readonly count: (batch: RecordBatch, count: number) => void
  /** Words with a digit that the group's records have in common, so far. */
  readonly namesOf: (group: number) => readonly string[]
  /**
   * Whether all records whose texts share `shared` in order, and whose bodies differ in words with a digit only that hold none of
   * the group's names, go where this one went.
   */
  readonly isSettled: (record: LogRecord, group: number, shared: string) => boolean
  /** Templates so far, most frequent first, and the time scale that their buckets share. */
  readonly result: () => Pick<LogDigest, 'templates' | 'histogram' | 'from' | 'to'>
  /** Id of the template of a group, as of the last result. */
  readonly templateOf: (group: number) => number | undefined
}

/**
 * Groups records that differ only in their parameters, and by severity. Typed parameters are masked, records of the same masked text
 * are one group, and groups that differ in a few positions become one template when the result is asked for.
 *
 * Every literal of a template stands in every record of it, in order: each record is checked when it is added, and what a record
 * lacks is dropped from its group. Memory depends on distinct messages only and is bounded by 20 000 groups.
 *
 * @see He et al., "Drain", ICWS 2017, and Yu et al., "Brain", IEEE TSC 2023, for grouping by positions; here it runs on
 * the distinct masked texts instead of the lines
 */
export function createTemplateMiner(loops: BatchLoops): TemplateMiner {
  const groups: Group[] = []
  const byMasked = new Map<string, Group>()
  const folded = new Map<string, Group>()
  const signatures = createSignatureTable()
  const tally = createGroupTally(groups, loops)
  const histogram = createGroupHistogram()
  const room = createSampleRoom()
  let maskedCharacters = 0
  let owners: readonly number[] = []

  const add = (record: LogRecord, text: string) => {
    const body = record.body.length > MINED_CHARACTERS ? record.body.slice(0, MINED_CHARACTERS) : record.body
    const level = severityCode(record.severity)
    let group = groups[signatures.find(body, level)]
    if (group === undefined) {
      group = findGroup(record, body, level)
      signatures.remember(group.id)
    }
    if (!fitsGroup(group, body, text)) fitGroup(group, body, text)
    if (group.component !== record.component) group.component = undefined
    return group.id
  }
  const count = (batch: RecordBatch, records: number) => {
    tally.add(batch, records)
    histogram.add(batch, records, groups.length)
  }
  const isSettled = (record: LogRecord, group: number, shared: string) => {
    const body = record.body.length > MINED_CHARACTERS ? record.body.slice(0, MINED_CHARACTERS) : record.body
    const level = severityCode(record.severity)
    return signatures.find(body, level) === group && fitsGroup(groups[group]!, body, shared)
  }
  const findGroup = (record: LogRecord, body: string, level: number): Group => {
    if (byMasked.size >= MAX_GROUPS || maskedCharacters >= MAX_MASKED) return foldInto(record, body, level)
    const { masked, names } = maskWithNames(body)
    const key = `${level}${masked}`
    const found = byMasked.get(key)
    if (found !== undefined) {
      narrowNames(found, names)
      return found
    }
    const group = createGroup(groups.length, record, masked, room)
    if (names.length > 0) takeNames(group, body, names)
    groups.push(group)
    byMasked.set(key, group)
    maskedCharacters += masked.length
    return group
  }
  /** Too many kinds: what begins alike and is about as long becomes one; after that, what is equally severe. Nothing is masked any more. */
  const foldInto = (record: LogRecord, body: string, level: number): Group => {
    const first = body.slice(0, body.search(/\s|$/))
    const fine = `${level} ${Math.round(Math.log2(body.length + 1))} ${/\d/.test(first) ? '' : first}`
    const key = folded.size < MAX_FOLDED - SEVERITIES.length - 1 || folded.has(fine) ? fine : `${level}`
    const found = folded.get(key)
    if (found !== undefined) return found
    const group = createGroup(groups.length, record, maskWithNames(body).masked, room)
    groups.push(group)
    folded.set(key, group)
    return group
  }
  const result = () => {
    tally.result()
    const { scale } = histogram
    const start = scale.from()
    const merged = mergeGroups(groups, histogram)
    owners = merged.owners
    const templates = merged.templates.sort((a, b) => b.count - a.count || a.id - b.id)
    const faults = groups.filter(({ severity }) => severity === 'error' || severity === 'fatal')
    return {
      templates,
      histogram: {
        total: barsOf(groups),
        errors: barsOf(faults),
        ...(start === undefined ? {} : { from: microseconds(start), widthUs: scale.width() }),
      },
      ...(start === undefined ? {} : rangeOf(groups)),
    }
  }
  const barsOf = (members: readonly Group[]) => histogram.countsOf(members.map(({ id }) => id))
  const namesOf = (group: number) => groups[group]!.names
  return { add, groups: () => groups.length, count, namesOf, isSettled, result, templateOf: (group) => owners[group] }
}

function rangeOf(groups: readonly Group[]) {
  let [from, to] = [Infinity, -Infinity]
  for (const { earliest, latest } of groups) {
    from = Math.min(from, earliest)
    to = Math.max(to, latest)
  }
  return { from: microseconds(from), to: microseconds(to) }
}
