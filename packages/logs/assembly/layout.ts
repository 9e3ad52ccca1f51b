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

/** Records of a batch. */
export const BATCH_RECORDS: u32 = 4096
/** Kinds of lines, and of each eight numbers: see `kind-rows.ts`. */
export const MAX_LINES: u32 = 1 << 17
export const ROW_BYTES: u32 = 32
export const MAX_WAYS: u32 = 256
export const WAY_BYTES: u32 = 12
export const MAX_STAMPS: u32 = 1024
export const STAMP_BYTES: u32 = 144
/** Stamps of a line that has several: their count, and of each three numbers. */
export const MAX_LISTS: u32 = 1024
export const LIST_BYTES: u32 = 40
export const MAX_PLACES: u32 = 1024
export const PLACE_BYTES: u32 = 16

export const BLOCK: u32 = 32
export const RESULT: u32 = 1024
export const WORDS: u32 = RESULT + 64
export const VALUES: u32 = WORDS + 8 * MAX_WORDS
/** Columns of words and values are so many bytes apart. */
export const WORDS_APART: u32 = 4 * MAX_WORDS
export const VALUES_APART: u32 = 4 * MAX_KEYS
/** What the host and a run of lines tell each other. */
export const RUN: u32 = 3072
export const INPUT: u32 = 4096
export const MAPS: u32 = INPUT + INPUT_BYTES + 64
export const TEXT_PLANS: u32 = MAPS + (INPUT_BYTES / 64 + 2) * BLOCK
export const JSON_PLANS: u32 = TEXT_PLANS + MAX_PLANS * TEXT_PLAN_BYTES
export const NAMES: u32 = JSON_PLANS + MAX_JSON_PLANS * JSON_PLAN_BYTES
export const TABLES: u32 = NAMES + MAX_PLANS * 4
/** A table with all the sizes that it grows through. */
export const TABLE_BYTES: u32 = 2 * MAX_CAPACITY * 16

export const ROWS: u32 = TABLES + 3 * TABLE_BYTES
export const WAYS: u32 = ROWS + MAX_LINES * ROW_BYTES
export const STAMPS: u32 = WAYS + MAX_WAYS * WAY_BYTES
export const LISTS: u32 = STAMPS + MAX_STAMPS * STAMP_BYTES
export const PLACES: u32 = LISTS + MAX_LISTS * LIST_BYTES
/** Columns of the batch: four of eight bytes a record, five of four, two of two, one of one. */
export const COLUMNS: u32 = PLACES + MAX_PLACES * PLACE_BYTES
export const COLUMN_BYTES: u32 = 57 * BATCH_RECORDS
/** Groups of records, hosts and components that are counted, and groups whose ids are followed. */
export const MAX_GROUPS: u32 = 20_480
export const MAX_ORIGINS: u32 = 500
export const MAX_FOLLOWED: u32 = 2048
export const GROUPS: u32 = COLUMNS + COLUMN_BYTES
export const GROUP_BYTES: u32 = 48
/** Of two kinds. */
export const ORIGINS: u32 = GROUPS + MAX_GROUPS * GROUP_BYTES
export const ORIGIN_BYTES: u32 = 40
export const FOLLOWED: u32 = ORIGINS + 2 * (MAX_ORIGINS + 1) * ORIGIN_BYTES
export const FOLLOWED_BYTES: u32 = 64
/** Groups that the batch has records of, and the last of each. */
export const PRESENT: u32 = FOLLOWED + MAX_FOLLOWED * FOLLOWED_BYTES
/** Groups that the open bucket has records of. */
export const IN_BUCKET: u32 = PRESENT + 8 * BATCH_RECORDS
/** How each group is followed: for its ids, and for its rhythm. */
export const ID_STATES: u32 = IN_BUCKET + 4 * MAX_GROUPS
export const RHYTHM_STATES: u32 = ID_STATES + MAX_GROUPS

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
  /** Where it begins, and the number of its kind. */
  from: u32
  kind: i32
}
export const LINE = changetype<ScannedLine>(RESULT)
