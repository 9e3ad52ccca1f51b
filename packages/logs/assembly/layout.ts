/** Where what stands in memory, and what is bounded. */

/** Bytes that are scanned together, and room behind them for blocks and words that are read whole. */
export const INPUT_BYTES: u32 = 263_168
/** Words with a digit that are remembered of a line; a header has fewer. */
export const MAX_WORDS: i32 = 48
/** Keys of an object that are remembered; lines with more are read in full. */
export const MAX_KEYS: i32 = 60
/** Values in all, nested ones too: readers stop at a hundred. */
export const MAX_VALUES: i32 = 90
export const MAX_DEPTH: i32 = 16
/** Longer lines are read in full: messages are mined up to 1024 characters, and of JSON lines only some values are looked at. */
export const MAX_TEXT: u32 = 1024
export const MAX_JSON: u32 = 4096
/** Longer words with a digit in a header are read in full. */
export const LONGEST: u32 = 60
/** Slots of a table at first and at most, each of 16 bytes. */
export const MIN_CAPACITY: u32 = 1 << 10
export const MAX_CAPACITY: u32 = 1 << 18
export const MAX_PLANS: i32 = 1 << 17
export const TEXT_PLAN_BYTES: u32 = 24
export const JSON_PLAN_BYTES: u32 = 52
export const MAX_JSON_PLANS: i32 = 1 << 12

export const BLOCK: u32 = 32
export const RESULT: u32 = 1024
export const WORDS: u32 = RESULT + 64
export const VALUES: u32 = WORDS + 8 * MAX_WORDS
/** Columns of words and values are so many bytes apart. */
export const WORDS_APART: u32 = 4 * MAX_WORDS
export const VALUES_APART: u32 = 4 * MAX_KEYS
export const INPUT: u32 = 4096
export const MAPS: u32 = INPUT + INPUT_BYTES + 64
export const TEXT_PLANS: u32 = MAPS + (INPUT_BYTES / 64 + 2) * BLOCK
export const JSON_PLANS: u32 = TEXT_PLANS + MAX_PLANS * TEXT_PLAN_BYTES
export const NAMES: u32 = JSON_PLANS + MAX_JSON_PLANS * JSON_PLAN_BYTES
export const TABLES: u32 = NAMES + MAX_PLANS * 4
/** A table with all the sizes that it grows through. */
export const TABLE_BYTES: u32 = 2 * MAX_CAPACITY * 16

/** What was found out about the line scanned last; the host reads it there. */
@unmanaged
export class ScannedLine {
  /** Where its terminator stands. */
  end: u32
  /** Words with a digit of a text, keys of an object. */
  count: i32
  shape: u64
  /** The key before names were added, and with them; 0 without. */
  baseKey: u64
  key: u64
  /** Place of its plan and of its names, -1 for none. */
  plan: i32
  names: i32
}
export const LINE = changetype<ScannedLine>(RESULT)
