import {
  BATCH_RECORDS,
  LINE,
  LIST_BYTES,
  LISTS,
  PLACE_BYTES,
  PLACES,
  ROW_BYTES,
  ROWS,
  WAY_BYTES,
  WAYS,
} from './layout'
import { byteAt } from './bitmaps'
import {
  COMPONENTS,
  ENDS,
  FROMS,
  GROUP_IDS,
  HOSTS,
  KINDS,
  NUMBERS,
  SEVERITIES,
  SPANS,
  STARTS,
  TIMES,
  TOS,
} from './columns'
import { find, nameOf } from './kinds'
import { valueFrom, valueTo } from './objects'
import { CLOCK, lengthOfStamp, readInstant, readNumber, readStamp, REFUSED } from './stamps'
import { wordEnd, wordStart } from './texts'

/** Runs of lines of known kinds: they become records of the batch here, without the host. */

/** How lines of a kind are counted: see `kind-rows.ts`. */
@unmanaged
class Row {
  way: i32
  group: i32
  stamp: i32
  place: i32
  back: i32
  component: i32
  host: i32
  traits: i32
}
const SEVERITY: i32 = 15
const OBJECT: i32 = 32
/** The host takes lines of the kind one by one. */
const ALONE: i32 = 64
const NO_STAMP: i32 = -1
const SEVERAL_STAMPS: i32 = -2
const NUMBER_STAMP: i32 = -3

/** A way of reading: after lines of which formats it may be taken, as a bit set; its own, -1 for none; lines taken. */
@unmanaged
class Way {
  after: u32
  format: i32
  lines: u32
}
/** A stamp of several, or of a line that has one. */
@unmanaged
class PlacedStamp {
  stamp: i32
  word: i32
  back: i32
}
/** Words that a host begins and ends in, and how many bytes before and behind; of an object its value is the first. */
@unmanaged
class Place {
  first: i32
  last: i32
  back: i32
  ahead: i32
}

/**
 * Takes lines from `first` on into the batch, up to the first that the host must look at, or for which there is no room. Empty ones are
 * counted.
 * @param lastFeed where the last line feed of the input stands
 * @param number of the first line
 * @param base what makes offsets in the source of places
 * @returns where the first line begins that was not taken
 */
export function takeLines(first: u32, lastFeed: u32, number: f64, base: f64): u32 {
  let at = first
  let index = CLOCK.records as u32
  while (at <= lastFeed && index < BATCH_RECORDS) {
    const first = byteAt(at)
    if (first === 10 || first === 13) {
      CLOCK.blank += 1
      number += 1
      at = behindTerminator(at)
      continue
    }
    const kind = find(at)
    if (kind <= 0) break
    const row = changetype<Row>(ROWS + kind * ROW_BYTES)
    const way = changetype<Way>(WAYS + row.way * WAY_BYTES)
    if ((row.traits & ALONE) !== 0 || ((way.after >> (CLOCK.recent as u32)) & 1) === 0) break
    if (way.format < 0 && CLOCK.general === 0) break
    const host = row.host >= 0 ? row.host : hostAt(-1 - row.host, row)
    if (host < 0) break
    const time = timeOf(row, at)
    if (time === REFUSED) break
    if (way.format < 0) CLOCK.general -= 1
    else CLOCK.recent = way.format as f64
    way.lines += 1
    const end = LINE.end
    store<f64>(STARTS + 8 * index, base + (at as f64))
    store<f64>(ENDS + 8 * index, base + (end as f64))
    store<f64>(NUMBERS + 8 * index, number)
    store<f64>(TIMES + 8 * index, time)
    store<u32>(SPANS + 4 * index, 1)
    store<i32>(GROUP_IDS + 4 * index, row.group)
    store<u32>(FROMS + 4 * index, at)
    store<u32>(TOS + 4 * index, end)
    store<i32>(KINDS + 4 * index, kind)
    store<u16>(HOSTS + 2 * index, host)
    store<u16>(COMPONENTS + 2 * index, row.component)
    store<u8>(SEVERITIES + index, row.traits & SEVERITY)
    index += 1
    number += 1
    at = behindTerminator(end)
  }
  CLOCK.records = index as f64
  return at
}

/** Where the line begins behind a terminator. */
@inline
function behindTerminator(at: u32): u32 {
  return at + (byteAt(at) === 13 && byteAt(at + 1) === 10 ? 2 : 1)
}
/** Microseconds, NaN for no time. */
function timeOf(row: Row, from: u32): f64 {
  const stamp = row.stamp
  if (stamp === NO_STAMP) return NaN
  if (stamp === SEVERAL_STAMPS) return timeOfSeveral(LISTS + row.place * LIST_BYTES)
  if ((row.traits & OBJECT) === 0) return timeAt(stamp, row.place, row.back)
  const start = valueFrom(row.place)
  return stamp === NUMBER_STAMP ? readNumber(start, valueTo(row.place)) : readInstant(stamp, start)
}
/** Time of the stamp that begins `back` bytes before a word. */
function timeAt(stamp: i32, word: i32, back: i32): f64 {
  const at = wordStart(word) - back
  const end = at + lengthOfStamp(stamp)
  return end > LINE.end || isInWord(byteAt(end)) ? REFUSED : readStamp(stamp, at)
}
/** The last of them that is believed; when one is refused, none has an effect. */
function timeOfSeveral(list: u32): f64 {
  const dated = CLOCK.dated
  const lastEpoch = CLOCK.lastEpoch
  const stated = CLOCK.stated
  const assumed = CLOCK.assumed
  const fewestDigits = CLOCK.fewestDigits
  const count = load<u32>(list)
  let time: f64 = NaN
  for (let index: u32 = 0; index < count; index++) {
    const placed = changetype<PlacedStamp>(list + 4 + 12 * index)
    const next = timeAt(placed.stamp, placed.word, placed.back)
    if (next === REFUSED) {
      CLOCK.dated = dated
      CLOCK.lastEpoch = lastEpoch
      CLOCK.stated = stated
      CLOCK.assumed = assumed
      CLOCK.fewestDigits = fewestDigits
      return REFUSED
    }
    if (next === next) time = next
  }
  return time
}
/** Number of the host that stands at a place of the line, -1 where it has none yet. */
function hostAt(number: i32, row: Row): i32 {
  const place = changetype<Place>(PLACES + number * PLACE_BYTES)
  if ((row.traits & OBJECT) !== 0) return nameOf(valueFrom(place.first), valueTo(place.first), 1)
  return nameOf(wordStart(place.first) - place.back, wordEnd(place.last) + place.ahead, 0)
}
/** Letters, digits, underlines and bytes of other alphabets. */
function isInWord(byte: u32): bool {
  return (byte | 32) - 97 < 26 || byte - 48 < 10 || byte === 95 || byte > 127
}
