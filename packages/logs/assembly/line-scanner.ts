import {
  COLUMNS,
  FOLLOWED,
  GROUPS,
  ID_STATES,
  IN_BUCKET,
  INPUT,
  JSON_PLANS,
  LISTS,
  NAMES,
  ORIGINS,
  PLACES,
  PRESENT,
  RESULT,
  RHYTHM_STATES,
  ROWS,
  RUN,
  STAMPS,
  TEXT_PLANS,
  VALUES,
  WAYS,
  WORDS,
} from './layout'
import { setSeed } from './hashes'
import { clear, LINES, OBJECTS, put, SHAPES } from './tables'

/**
 * The scanner of the line memo, in AssemblyScript: it finds out at the speed of the bytes whether a line is one of a known shape.
 * `npm run assemble` compiles it into `../src/shapes/line-scanner-code.ts`. Places are offsets in {@link INPUT}.
 *
 * A line's shape is what all lines have in common that differ in words with a digit only; joined words with a digit are one
 * parameter. Bytes are classed sixteen at a time into bitmaps, so that only words with a digit are looked at one by one, and what
 * stands between them is hashed eight bytes at a time.
 */

export { find, keyWith, loadInput, nameOf, setName, setNames } from './kinds'
export { takeLines } from './known-lines'
export { tally, presentGroups, countInBucket, closeBucket, hear, drawn, loud, rhythmic, followed } from './batch-loops'

/** Where the host reads and writes. */
export const inputAt: u32 = INPUT
export const resultAt: u32 = RESULT
export const wordsAt: u32 = WORDS
export const valuesAt: u32 = VALUES
export const textPlansAt: u32 = TEXT_PLANS
export const jsonPlansAt: u32 = JSON_PLANS
export const namesAt: u32 = NAMES
export const runAt: u32 = RUN
export const rowsAt: u32 = ROWS
export const waysAt: u32 = WAYS
export const stampsAt: u32 = STAMPS
export const listsAt: u32 = LISTS
export const placesAt: u32 = PLACES
export const columnsAt: u32 = COLUMNS
export const groupsAt: u32 = GROUPS
export const originsAt: u32 = ORIGINS
export const followedAt: u32 = FOLLOWED
export const presentAt: u32 = PRESENT
export const inBucketAt: u32 = IN_BUCKET
export const idStatesAt: u32 = ID_STATES
export const rhythmStatesAt: u32 = RHYTHM_STATES

/** Forgets everything. Must come first; with another seed than before after the lines of another source. */
export function reset(value: u64): void {
  setSeed(value)
  clear(SHAPES, 0)
  clear(LINES, 1)
  clear(OBJECTS, 2)
}
/** Gives lines of a shape their plan, by its place among the plans of text from 1 on; 0 and less for none. @returns 0 when there is no room */
export function setShape(hash: u64, plan: i32): i32 {
  return put(SHAPES, hash, plan) ? 1 : 0
}
export function setObject(hash: u64, plan: i32): i32 {
  return put(OBJECTS, hash, plan) ? 1 : 0
}
export function setLine(hash: u64, line: i32): i32 {
  return put(LINES, hash, line) ? 1 : 0
}
