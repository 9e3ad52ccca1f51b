import { microseconds, SEVERITIES, type LogRecord } from '@faultmaven/signals'
import type { LogDigest } from '../digest.ts'
import { addToGroup, createGroup, type Group } from './group.ts'
import { commonLiterals, holdsInOrder } from './literals.ts'
import { tokensOf } from './mask.ts'
import { mergeGroups } from './merge-groups.ts'
import { maskWithNames, narrowNames, takeNames } from './names.ts'
import { createSignatureTable } from './signature-table.ts'
import { createTimeBuckets, MAX_BUCKETS, type BucketCounts } from './time-buckets.ts'

/** Distinct masked texts that are kept apart; what comes after folds into coarser groups. */
const MAX_GROUPS = 18_000
/** Coarser groups on top of these: together never more than the 20 000 templates that a digest may have. */
const MAX_FOLDED = 2000
/** Characters of a message that decide its template. */
const MINED_CHARACTERS = 1024

export type TemplateMiner = {
  /**
   * @param text the record as it stands in the source; literals are guaranteed against it
   * @returns the record's group; `templateOf` tells the template that it ends up in
   */
  readonly add: (record: LogRecord, text: string) => number
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
  let owners: readonly number[] = []
  let from: number | undefined
  let to: number | undefined

  const add = (record: LogRecord, text: string) => {
    const body = record.body.length > MINED_CHARACTERS ? record.body.slice(0, MINED_CHARACTERS) : record.body
    const level = record.severity === undefined ? 0 : SEVERITIES.indexOf(record.severity) + 1
    const known = groups[signatures.find(body, level)]
    let group = known
    if (group === undefined || !body.endsWith(group.ending) || !holdsInOrder(text, group.literals)) {
      group = findGroup(record, body, level)
      signatures.remember(group.id)
      if (!holdsInOrder(text, group.literals)) group.literals = commonLiterals(group.literals, text)
    }
    addToGroup(group, record, countTime(record), scale.create)
    return group.id
  }
  const countTime = ({ time, severity }: LogRecord): number => {
    if (time === undefined) return -1
    if (from === undefined || time < from) from = time
    if (to === undefined || time > to) to = time
    const bucket = scale.indexOf(time)
    total.counts ??= scale.create()
    errors.counts ??= scale.create()
    total.counts[bucket] = total.counts[bucket]! + 1
    if (severity === 'error' || severity === 'fatal') errors.counts[bucket] = errors.counts[bucket]! + 1
    return bucket
  }
  const findGroup = (record: LogRecord, body: string, level: number): Group => {
    const { masked, names } = maskWithNames(body)
    const key = `${level}${masked}`
    const found = byMasked.get(key)
    if (found !== undefined) {
      narrowNames(found, names)
      return found
    }
    if (byMasked.size >= MAX_GROUPS) return foldInto(record, masked, level)
    const group = createGroup(groups.length, record, masked)
    if (names.length > 0) takeNames(group, body, names)
    groups.push(group)
    byMasked.set(key, group)
    return group
  }
  /** Too many kinds: what begins alike and is about as long becomes one; after that, what is equally severe. */
  const foldInto = (record: LogRecord, masked: string, level: number): Group => {
    const tokens = tokensOf(masked)
    const fine = `${level} ${Math.round(Math.log2(tokens.length + 1))} ${tokens[0] ?? ''}`
    const key = folded.size < MAX_FOLDED - SEVERITIES.length - 1 || folded.has(fine) ? fine : `${level}`
    const found = folded.get(key)
    if (found !== undefined) return found
    const group = createGroup(groups.length, record, masked)
    groups.push(group)
    folded.set(key, group)
    return group
  }
  const result = () => {
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
      ...(from === undefined || to === undefined ? {} : { from: microseconds(from), to: microseconds(to) }),
    }
  }
  return { add, result, templateOf: (group) => owners[group] }
}
