import {
  BATCH_RECORDS,
  FOLLOWED,
  FOLLOWED_BYTES,
  GROUP_BYTES,
  GROUPS,
  ID_STATES,
  IN_BUCKET,
  INPUT,
  MAX_ORIGINS,
  ORIGIN_BYTES,
  ORIGINS,
  PRESENT,
  RHYTHM_STATES,
} from './layout'
import { byteAt } from './bitmaps'
import { COMPONENTS, FROMS, GROUP_IDS, HOSTS, NUMBERS, SEVERITIES, SPANS, STARTS, TIMES, TOS } from './columns'

/**
 * Loops over records `[from, count)` of the batch. Each counts what is plain and returns the first record that the host must look at,
 * `count` where there is none: seldom enough that the calls cost nothing.
 */

/** What is counted of a group. */
@unmanaged
class Group {
  /** Microseconds. */
  earliest: f64
  latest: f64
  count: u32
  /** Count of the next record that is kept as a sample. */
  nextKept: u32
  /** Number of the last batch with a record of the group. */
  batch: u32
  /** Its place among those that are present. */
  place: u32
  /** Its records in the open bucket, and the line of the first of them. */
  inBucket: u32
  firstLine: f64
}
let batch: u32 = 0
let inBucket: u32 = 0
let present: u32 = 0

/** Counts records of groups, up to one that is to be kept as a sample: that one is counted. Which groups are present begins anew at 0. */
export function tally(from: u32, count: u32): u32 {
  if (from === 0) {
    batch += 1
    present = 0
  }
  for (let index = from; index < count; index++) {
    const id = load<u32>(GROUP_IDS + 4 * index)
    const group = changetype<Group>(GROUPS + GROUP_BYTES * id)
    const time = load<f64>(TIMES + 8 * index)
    if (group.batch !== batch) begin(group, id)
    store<u32>(PRESENT + 8 * group.place, index, 4)
    const counted = group.count + 1
    group.count = counted
    if (time < group.earliest) group.earliest = time
    if (time > group.latest) group.latest = time
    if (counted >= group.nextKept) return index
  }
  return count
}
function begin(group: Group, id: u32): void {
  if (group.count === 0) {
    group.earliest = Infinity
    group.latest = -Infinity
  }
  group.batch = batch
  group.place = present
  store<u32>(PRESENT + 8 * present, id)
  present += 1
}
/** Groups that the batch has records of, after `tally`. */
export function presentGroups(): u32 {
  return present
}

/** Counts records `[from, to)` in the open bucket. */
export function countInBucket(from: u32, to: u32): void {
  for (let index = from; index < to; index++) {
    const id = load<u32>(GROUP_IDS + 4 * index)
    const group = changetype<Group>(GROUPS + GROUP_BYTES * id)
    group.inBucket += 1
    if (group.inBucket > 1) continue
    group.firstLine = load<f64>(NUMBERS + 8 * index)
    store<u32>(IN_BUCKET + 4 * inBucket, id)
    inBucket += 1
  }
}
/** Closes the bucket, whose counts the host must set to zero. @returns how many groups it has records of */
export function closeBucket(): u32 {
  const groups = inBucket
  inBucket = 0
  return groups
}

/** A host or a component. */
@unmanaged
class Origin {
  count: f64
  /** First line of its last record, the line after it, and its time. */
  line: f64
  next: f64
  time: f64
  /** Length of the shortest pause kept, once there are as many as may be. */
  shortest: f64
}
/** Hears records of components (0) or hosts (1), up to one of a new origin, or after a pause that is to be kept. */
export function hear(kind: u32, from: u32, count: u32): u32 {
  const names = kind === 0 ? COMPONENTS : HOSTS
  const origins = ORIGINS + kind * (MAX_ORIGINS + 1) * ORIGIN_BYTES
  for (let index = from; index < count; index++) {
    const name = load<u16>(names + 2 * index) as u32
    if (name === 0) continue
    if (name > MAX_ORIGINS) return index
    const origin = changetype<Origin>(origins + ORIGIN_BYTES * name)
    const line = load<f64>(NUMBERS + 8 * index)
    if (origin.count === 0 || line - origin.next > origin.shortest) return index
    origin.count += 1
    origin.line = line
    origin.next = line + (load<u32>(SPANS + 4 * index) as f64)
    origin.time = load<f64>(TIMES + 8 * index)
  }
  return count
}

/** Seeks a record whose hash lies below the limit of those of its severity. */
export function drawn(from: u32, count: u32, warn: u32, plainLimit: u32, faultLimit: u32): u32 {
  for (let index = from; index < count; index++) {
    const limit = (load<u8>(SEVERITIES + index) as u32) >= warn ? faultLimit : plainLimit
    if (hashOfPosition(load<f64>(STARTS + 8 * index)) < limit) return index
  }
  return count
}
/** See `hashOf` in `sample-stratum.ts`. */
@inline
function hashOfPosition(position: f64): u32 {
  const whole = position as u64
  let mixed = whole as u32
  mixed ^= ((whole >> 32) as u32) * 0x9e3779b1
  mixed = (mixed ^ (mixed >> 16)) * 0x85ebca6b
  mixed = (mixed ^ (mixed >> 13)) * 0xc2b2ae35
  return (mixed ^ (mixed >> 16)) >> 2
}

/** Seeks a record with a time outside of `[quietFrom, quietTo)`, or at the beginning of the source. */
export function loud(from: u32, count: u32, quietFrom: f64, quietTo: f64, whole: f64): u32 {
  for (let index = from; index < count; index++) {
    const time = load<f64>(TIMES + 8 * index)
    const isQuiet = time >= quietFrom && time < quietTo && load<f64>(STARTS + 8 * index) >= whole
    if (!isQuiet && time === time) return index
  }
  return count
}

/** How a group is followed: by the host, or not at all. Else, for its ids, in the slots where they stand. */
const ASKED: u8 = 0
const IDLE: u8 = 2
const MIN_ID: u32 = 3
const MAX_ID: u32 = 64
const MAX_RECORD: u32 = 4096

/** Where records of a group hold an id: behind so many bytes of text, which stood `offset` bytes into the last of them. */
@unmanaged
class Slot {
  length: u32
  offset: u32
}
const PREFIX: u32 = 8
const SLOT_BYTES: u32 = 32

/** Seeks a record of a group that may have a rhythm. */
export function rhythmic(from: u32, count: u32): u32 {
  for (let index = from; index < count; index++) {
    if (load<u8>(RHYTHM_STATES + load<u32>(GROUP_IDS + 4 * index)) === ASKED) return index
  }
  return count
}

/** Seeks a record of a group that is new, or with an id whose hash lies below the threshold, or without one. */
export function followed(from: u32, count: u32, threshold: f64): u32 {
  for (let index = from; index < count; index++) {
    const group = load<u32>(GROUP_IDS + 4 * index)
    const state = load<u8>(ID_STATES + group)
    if (state === IDLE) continue
    if (state === ASKED || !holdsOtherIds(group, index, threshold)) return index
  }
  return count
}
/** Whether the record holds an id in each slot, and none is drawn. */
function holdsOtherIds(group: u32, index: u32, threshold: f64): bool {
  const from = load<i32>(FROMS + 4 * index)
  if (from < 0) return false
  const to = min(load<u32>(TOS + 4 * index), from + MAX_RECORD)
  const slots = FOLLOWED + FOLLOWED_BYTES * group
  for (let slot = slots; slot < slots + FOLLOWED_BYTES && load<u32>(slot) > 0; slot += SLOT_BYTES) {
    const start = idStart(changetype<Slot>(slot), from, to)
    if (start < 0) return false
    let hash: u32 = 0x811c9dc5
    let at = start as u32
    const limit = min(to, at + MAX_ID)
    for (; at < limit && isOfId(byteAt(at)); at++) hash = (hash ^ byteAt(at)) * 0x01000193
    hash = (hash ^ (hash >> 15)) * 0x85ebca6b
    if (at - start < MIN_ID || ((hash ^ (hash >> 13)) as f64) < threshold) return false
  }
  return true
}
/** Where the id of a slot begins, -1 for none: where it did in the record before, else behind the first such text. */
function idStart(slot: Slot, from: u32, to: u32): i32 {
  const length = slot.length
  const before = from + slot.offset
  if (before + length <= to && isAt(slot, before)) return before + length
  for (let at = from; at + length <= to; at++) {
    if (!isAt(slot, at)) continue
    slot.offset = at - from
    return at + length
  }
  return -1
}
@inline
function isAt(slot: Slot, at: u32): bool {
  const prefix = changetype<u32>(slot) + PREFIX
  const length = slot.length
  if (length >= 8) {
    return load<u64>(INPUT + at) === load<u64>(prefix) && load<u64>(INPUT + at + length - 8) === load<u64>(prefix + length - 8)
  }
  return ((load<u64>(INPUT + at) ^ load<u64>(prefix)) & ((<u64>-1) >> (64 - (length << 3)))) === 0
}
function isOfId(byte: u32): bool {
  return byte - 48 < 10 || (byte | 32) - 97 < 26 || byte === 95 || byte === 45
}
