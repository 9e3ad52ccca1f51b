import { microseconds, SEVERITIES, severityCode, type LogRecord, type Severity } from '@faultmaven/signals'
import type { LogDigest } from '../digest.ts'
import type { LineBatch } from '../records/line-batch.ts'
import { addToGroup, createGroup, type Group } from './group.ts'
import { mergeGroups } from './merge-groups.ts'
import { createKnownTally } from './known-tally.ts'
import { fitGroup, fitsGroup, maskWithNames, narrowNames, takeNames } from './names.ts'
import { createSampleRoom } from './sample-records.ts'
import { createSignatureTable } from './signature-table.ts'
import { createTimeBuckets, MAX_BUCKETS, type BucketCounts } from './time-buckets.ts'

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
   * @param text the record as it stands in the source; literals are guaranteed against it
   * @returns the record's group; `templateOf` tells the template that it ends up in
   */
  readonly add: (record: LogRecord, text: string) => number
  /** Counts the records of the first lines of a batch, which are not made; their severities are those of their groups. */
  readonly addKnown: (batch: LineBatch, count: number) => void
  /** Saves what is needed of bytes that are about to change. */
  readonly save: (bytes: Buffer) => void
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
export function createTemplateMiner(): TemplateMiner {
  const groups: Group[] = []
  const byMasked = new Map<string, Group>()
  const folded = new Map<string, Group>()
  const signatures = createSignatureTable()
  const total: { counts: BucketCounts | undefined } = { counts: undefined }
  const errors: { counts: BucketCounts | undefined } = { counts: undefined }
  const scale = createTimeBuckets((fold) => {
    if (total.counts !== undefined) fold(total.counts)
    if (errors.counts !== undefined) fold(errors.counts)
    for (const group of groups) if (group.buckets !== undefined) fold(group.buckets)
  })
  const tally = createKnownTally(groups)
  const room = createSampleRoom()
  let maskedCharacters = 0
  let owners: readonly number[] = []
  // From and to.
  const range = new Float64Array([NaN, NaN])

  const add = (record: LogRecord, text: string) => {
    const body = record.body.length > MINED_CHARACTERS ? record.body.slice(0, MINED_CHARACTERS) : record.body
    const level = severityCode(record.severity)
    let group = groups[signatures.find(body, level)]
    if (group === undefined) {
      group = findGroup(record, body, level)
      signatures.remember(group.id)
    }
    if (!fitsGroup(group, body, text)) fitGroup(group, body, text)
    tally.fold(group.id)
    addToGroup(group, record, countTime(record.time ?? NaN, record.severity), scale.create)
    return group.id
  }
  const addKnown = (batch: LineBatch, count: number) => {
    const { groups: ids, times } = batch
    for (let index = 0; index < count; index++) {
      const time = times[index]!
      if (Number.isNaN(time)) continue
      const group = groups[ids[index]!]!
      const bucket = countTime(time, group.severity)
      group.buckets ??= scale.create()
      group.buckets[bucket] = group.buckets[bucket]! + 1
    }
    tally.add(batch, count)
  }
  const isSettled = (record: LogRecord, group: number, shared: string) => {
    const body = record.body.length > MINED_CHARACTERS ? record.body.slice(0, MINED_CHARACTERS) : record.body
    const level = severityCode(record.severity)
    return signatures.find(body, level) === group && fitsGroup(groups[group]!, body, shared)
  }
  const countTime = (time: number, severity: Severity | undefined): number => {
    if (Number.isNaN(time)) return -1
    if (!(time >= range[0]!)) range[0] = time
    if (!(time <= range[1]!)) range[1] = time
    const bucket = scale.indexOf(time)
    total.counts ??= scale.create()
    errors.counts ??= scale.create()
    total.counts[bucket] = total.counts[bucket]! + 1
    if (severity === 'error' || severity === 'fatal') errors.counts[bucket] = errors.counts[bucket]! + 1
    return bucket
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
    const [first = ''] = body.split(/\s/, 1)
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
    tally.foldAll()
    const used = scale.used()
    const start = scale.from()
    const merged = mergeGroups(groups, used)
    owners = merged.owners
    const templates = merged.templates.sort((a, b) => b.count - a.count || a.id - b.id)
    const bars = (counts: BucketCounts | undefined) => Array.from((counts ?? new Uint32Array(MAX_BUCKETS)).subarray(0, used))
    return {
      templates,
      histogram: {
        total: bars(total.counts),
        errors: bars(errors.counts),
        ...(start === undefined ? {} : { from: microseconds(start), widthUs: scale.width() }),
      },
      ...(start === undefined ? {} : { from: microseconds(range[0]!), to: microseconds(range[1]!) }),
    }
  }
  const namesOf = (group: number) => groups[group]!.names
  return { add, addKnown, save: tally.save, namesOf, isSettled, result, templateOf: (group) => owners[group] }
}
