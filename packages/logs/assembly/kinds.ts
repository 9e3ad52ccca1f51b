import { JSON_PLAN_BYTES, JSON_PLANS, LINE, MAX_JSON, MAX_TEXT, NAMES, TEXT_PLAN_BYTES, TEXT_PLANS } from './layout'
import { byteAt, classify } from './bitmaps'
import { mix, mixBytes, seed } from './hashes'
import { mixNamed, objectKey, scanObject, valueFrom, valueTo } from './objects'
import { LINES, OBJECTS, put, SHAPES, valueOf } from './tables'
import { headerKey, mixNamedWords, scanText } from './texts'

/** The kind of a line, by its shape and its key. */

/** A value of the table of lines that stands for names: their place is in the rest. */
const HAS_NAMES: i32 = 1 << 30

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
