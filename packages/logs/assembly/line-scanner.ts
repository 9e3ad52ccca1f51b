import {
  MAX_TEXT,
  MAX_JSON,
  TEXT_PLAN_BYTES,
  JSON_PLAN_BYTES,
  RESULT,
  WORDS,
  VALUES,
  INPUT,
  TEXT_PLANS,
  JSON_PLANS,
  NAMES,
  LINE,
  RUN,
  ROWS,
  WAYS,
  STAMPS,
  LISTS,
  PLACES,
  COLUMNS,
  GROUPS,
  ORIGINS,
  FOLLOWED,
  PRESENT,
} from './layout'
import { byteAt, classify } from './bitmaps'
import { mix, mixBytes, seed, setSeed } from './hashes'
import { SHAPES, LINES, OBJECTS, valueOf, put, clear } from './tables'
import { scanText, headerKey, mixNamedWords } from './texts'
import { valueFrom, valueTo, scanObject, objectKey, mixNamed } from './objects'

/**
 * The scanner of the line memo, in AssemblyScript: it finds out at the speed of the bytes whether a line is one of a known shape.
 * `npm run assemble` compiles it into `../src/shapes/line-scanner-code.ts`. Places are offsets in {@link INPUT}.
 *
 * A line's shape is what all lines have in common that differ in words with a digit only; joined words with a digit are one
 * parameter. Bytes are classed sixteen at a time into bitmaps, so that only words with a digit are looked at one by one, and what
 * stands between them is hashed eight bytes at a time.
 */

export { takeLines } from './known-lines'
export { tally, presentGroups, hear, drawn, loud, followed } from './batch-loops'

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

/** A value of the table of lines that stands for names: their place is in the rest. */
const HAS_NAMES: i32 = 1 << 30

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
let nameHash: u64 = 0
/** Number of the name that stands in these bytes, -1 when it has none. Names of a kind are written alike. */
export function nameOf(from: u32, to: u32, kind: u32): i32 {
  nameHash = mix(mixBytes(mix(seed(), 47), from, to), kind)
  return valueOf(LINES, nameHash)
}
/** Numbers the name that was looked for last. */
export function setName(name: i32): i32 {
  return put(LINES, nameHash, name) ? 1 : 0
}
/** Lines of a key have names in them, which count: `place` is that of their bits. */
export function setNames(hash: u64, place: i32): i32 {
  return put(LINES, hash, HAS_NAMES | place) ? 1 : 0
}

/** Must be called before the lines of an input, which has `length` bytes. */
export function loadInput(length: u32): void {
  classify(length)
  LINE.from = <u32>-1
}
/**
 * Scans the line that begins at `from` and looks it up, unless that was the last that was scanned. What was found out stands in {@link LINE}.
 * @returns the number of the line's kind; -1 for one that is new; -2 for one that must be read in full
 */
export function find(from: u32): i32 {
  if (LINE.from === from) return LINE.kind
  LINE.from = from
  LINE.plan = -1
  LINE.names = -1
  LINE.baseKey = 0
  LINE.key = 0
  LINE.kind = byteAt(from) === 123 ? findObject(from) : findText(from)
  return LINE.kind
}
/** Computes the key of the line just found with another plan; its place among the plans of its kind. */
export function keyWith(from: u32, plan: i32, isObject: i32): i32 {
  LINE.names = -1
  const isKeyed = isObject ? objectKey(JSON_PLANS + plan * JSON_PLAN_BYTES) : headerKey(from, TEXT_PLANS + plan * TEXT_PLAN_BYTES)
  return isKeyed ? lookUp(isObject !== 0, plan) : -2
}

function findText(from: u32): i32 {
  // Indented lines are mostly parts of something.
  if (byteAt(from) <= 32 || !scanText(from) || LINE.end - from > MAX_TEXT) return -2
  const plan = valueOf(SHAPES, LINE.shape)
  LINE.plan = plan
  if (plan <= 0 || !headerKey(from, TEXT_PLANS + plan * TEXT_PLAN_BYTES)) return -1
  return lookUp(false, plan)
}
function findObject(from: u32): i32 {
  if (!scanObject(from) || LINE.end - from > MAX_JSON) return -2
  const plan = valueOf(OBJECTS, LINE.shape)
  LINE.plan = plan
  if (plan < 0 || !objectKey(JSON_PLANS + plan * JSON_PLAN_BYTES)) return -1
  return lookUp(true, plan)
}
/** The line of the key, which names are added to where there are some. */
function lookUp(isObject: bool, plan: i32): i32 {
  const found = valueOf(LINES, LINE.baseKey)
  LINE.key = LINE.baseKey
  if (found < HAS_NAMES) return found
  const key = mix(LINE.baseKey, 46)
  const place = found & (HAS_NAMES - 1)
  LINE.names = place
  const named = load<u32>(NAMES + 4 * place)
  if (isObject) {
    const message = load<i32>(JSON_PLANS + plan * JSON_PLAN_BYTES, 4)
    LINE.key = mixNamed(key, named, valueFrom(message), valueTo(message))
  } else LINE.key = mixNamedWords(key, named)
  return valueOf(LINES, LINE.key)
}
