import { microseconds, severityCode, type LogRecord } from '@faultmaven/signals'
import { decodeText } from '../encoding/decode-text.ts'
import type { Encoding } from '../encoding/detect-encoding.ts'
import { readGeneralHeader } from '../formats/general-header.ts'
import type { LineReader, Way } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import type { SavedLine } from '../mining/known-tally.ts'
import { openRecord, toRecord, type OpenRecord } from '../records/open-record.ts'
import type { FoundStamp, KnownStamp } from '../time/known-stamp.ts'
import { classesOf, knownStamp } from '../time/known-stamp.ts'
import { createTimeReader } from '../time/time-reader.ts'
import { CLASS_OF_BYTE, MARK } from './byte-classes.ts'
import { headerKey, type HeaderKey, type HeaderPlan } from './header-key.ts'
import { textTraits, type LineTraits } from './line-traits.ts'
import { jsonKey, jsonTraits, type JsonPlan } from './json-traits.ts'
import { namedParameters, reviseNames, sharedText } from './parameters.ts'
import { createJsonShape, scanJson } from './scan-json.ts'
import { createLineShape, MAX_WORDS, scanLine } from './scan-line.ts'
import { createShapeTable } from './shape-table.ts'

/** Longer lines are read in full: messages are mined up to 1024 characters. */
export const MAX_KNOWN_BYTES = 1024
/** Lines learned at first; beyond, one for each four recognised: random words are not worth learning. */
const FREE_LESSONS = 2000

const MAX_LINES = 131_072
/** Of JSON lines only some values are looked at. */
const MAX_JSON_BYTES = 4096

/** A stamp and the word with a digit that it begins `back` bytes before. */
type PlacedStamp = { readonly stamp: KnownStamp; readonly word: number; readonly back: number }

/** The value, by its key's place, that is the time: a stamp, or a number when that is unset; -1 for no time. */
type TimeValue = { readonly index: number; readonly stamp: KnownStamp | undefined }

/** How lines of one key are read, without making text of them. */
export type KnownLine = {
  readonly way: Way
  /** Of a JSON line. */
  readonly value: TimeValue | undefined
  readonly stamps: readonly PlacedStamp[]
  readonly group: number
  /** The same in all of them. */
  readonly component: string | undefined
  readonly host: string | undefined
  /** See {@link severityCode}. */
  readonly severity: number
  /** A level at the start and no time: within the dump of a crash it would be a line of the dump. */
  readonly isLevelOnly: boolean
  /** No line of this key opens a block of lines such as a stack trace. */
  readonly opensNoBlock: boolean
  /** The record that such a line begins. */
  readonly open: (saved: SavedLine) => OpenRecord
  readonly toRecord: (saved: SavedLine) => LogRecord
}

/** What a line taught, once the group of its record is known. */
export type Lesson = {
  readonly key: HeaderKey
  readonly line: LearntLine
  /** Where names may stand. */
  readonly text: string
  /** Names can be told in all of that, and stand nowhere else. */
  readonly mayHoldNames: boolean
  readonly named: number
  /** What all lines of the key share when these parameters are names. */
  readonly share: (named: number) => string
  /** Sees to it that these names count, and no others, from the next line of the shape on. */
  readonly revise: (named: number) => void
}

type LearntLine = Omit<KnownLine, 'group' | 'component' | 'host' | 'severity' | 'open' | 'toRecord'>

/**
 * Remembers how lines were read by their shape, so that reading runs once for each shape: a pure cache, which changes no result
 * and may be emptied at any time. Bounded by 131 072 shapes.
 */
export function createLineMemo(options: {
  readonly now: number
  readonly reader: LineReader
  readonly encoding: () => Encoding
}) {
  const { reader } = options
  const shape = createLineShape()
  const key: HeaderKey = { first: 0, second: 0 }
  const scratch = createTimeReader({ now: options.now })
  const stamps = new Map<string, KnownStamp>()
  const names = new Map<string, string>()
  const json = createJsonShape()
  let isJson = false
  let jsonPlanOf = createShapeTable()
  let jsonPlans: JsonPlan[] = []
  let planOf = createShapeTable()
  let plans: HeaderPlan[] = []
  let lineOf = createShapeTable()
  let lines: KnownLine[] = []
  let lessons = 0
  let recognised = 0
  /** The line that was last scanned and not recognised. */
  let bytes: Buffer = Buffer.alloc(0)
  let from = 0
  let isScanned = false
  let refused: KnownLine | undefined

  const find = (input: Buffer, start: number): KnownLine | undefined => {
    bytes = input
    from = start
    isJson = input[start] === 123
    if (isJson) return findJson()
    // Indented lines are mostly parts of something.
    isScanned = input[start]! > 32 && scanLine(input, start, shape) && shape.end - start <= MAX_KNOWN_BYTES
    refused = undefined
    if (!isScanned) return undefined
    const plan = plans[planOf.find(shape.first, shape.second)]
    if (plan === undefined || !headerKey(input, start, shape, plan, key)) return undefined
    refused = lines[lineOf.find(key.first, key.second)]
    if (refused !== undefined) recognised += 1
    return refused
  }
  const findJson = (): KnownLine | undefined => {
    refused = undefined
    isScanned = scanJson(bytes, from, json) && json.end - from <= MAX_JSON_BYTES
    if (!isScanned) return undefined
    shape.end = json.end
    const plan = jsonPlans[jsonPlanOf.find(json.first, json.second)]
    if (plan === undefined || !jsonKey(bytes, json, plan, key)) return undefined
    refused = lines[lineOf.find(key.first, key.second)]
    if (refused !== undefined) recognised += 1
    return refused
  }
  const readValue = ({ index, stamp }: TimeValue): number => {
    if (index < 0) return NaN
    const at = json.from[index]!
    const { times } = reader
    if (stamp === undefined) return times.readNumber(numberAt(bytes, at, json.to[index]!)) ?? -1
    const before = times.save()
    const time = times.readKnown(stamp, bytes, at, json.to[index]!)
    if (!Number.isNaN(time)) return time
    times.restore(before)
    return -1
  }
  /** Reads the stamps of the line just found: microseconds, NaN for none, or -1 without effect when they are not as known. */
  const readTime = (line: KnownLine): number => {
    if (line.value !== undefined) return readValue(line.value)
    const placed = line.stamps
    if (placed.length === 0) return NaN
    if (placed.length === 1) return readStamp(placed[0]!)
    const before = reader.times.save()
    let time = NaN
    for (const place of placed) {
      const next = readStamp(place)
      if (next === -1) {
        reader.times.restore(before)
        return -1
      }
      if (!Number.isNaN(next)) time = next
    }
    return time
  }
  const readStamp = ({ stamp, word, back }: PlacedStamp): number => {
    const at = shape.starts[word]! - back
    const end = at + stamp.length
    if (end > shape.end || CLASS_OF_BYTE[bytes[end]!]! < MARK) return -1
    return reader.times.readKnown(stamp, bytes, at, shape.end)
  }
  /** What there is to learn from a line that was read in full; undefined when lines like it may be read in another way. */
  const study = (text: string, read: ReadLine): Lesson | undefined => {
    const found = reader.times.endTrace()
    const way = reader.lastWay()
    if (found === undefined || way === undefined || !isScanned || refused?.way.choice === way.choice) return undefined
    if (lessons > FREE_LESSONS + recognised / 4) return undefined
    if (isJson) return studyJson(way)
    const traits = textTraits({ text, read, way, bytes, from, shape, stamps: found })
    if (traits === undefined) return undefined
    const placed = placeStamps(found, traits)
    if (placed === undefined || !prepare(traits)) return undefined
    const isLevelOnly = read.format === 'general' && read.time === undefined
    const line = { way, value: undefined, stamps: placed, isLevelOnly, opensNoBlock: traits.opensNoBlock }
    const { first, second } = shape
    const plan = plans[planOf.find(first, second)]
    if (plan === undefined) return undefined
    const revise = (named: number) => {
      const revised = reviseNames(plan, named)
      if (revised !== undefined) setPlan(first, second, revised)
    }
    const share = (named: number) => sharedText(text, named)
    return { key: { ...key }, line, text, mayHoldNames: shape.words <= MAX_WORDS, named: plan.named, share, revise }
  }
  const studyJson = (way: Way): Lesson | undefined => {
    const traits = way.format?.name === 'json' ? jsonTraits(bytes, from, json, scratch) : undefined
    if (traits === undefined) return undefined
    const known = jsonPlans[jsonPlanOf.find(json.first, json.second)]
    const plan = known === undefined ? traits.plan : widenJson(known, traits.plan)
    const { first, second } = json
    if (plan !== known) setJsonPlan(first, second, plan)
    if (!jsonKey(bytes, json, plan, key)) return undefined
    const { time: index, stamp: found } = traits
    const stamp = found === undefined ? undefined : intern(found, true, json.from[index]!)
    const line = { way, value: { index, stamp }, stamps: [], isLevelOnly: false, opensNoBlock: false }
    const revise = (named: number) => {
      const revised = reviseNames(plan, named)
      if (revised !== undefined) setJsonPlan(first, second, revised)
    }
    const { message: text, share } = traits
    return { key: { ...key }, line, text, mayHoldNames: plan.cause < 0, named: plan.named, share, revise }
  }
  const setPlan = (first: number, second: number, plan: HeaderPlan) => {
    if (planOf.set(first, second, plans.length)) plans.push(plan)
    else empty()
  }
  const setJsonPlan = (first: number, second: number, plan: JsonPlan) => {
    if (jsonPlanOf.set(first, second, jsonPlans.length)) jsonPlans.push(plan)
    else empty()
  }
  /** Sees to it that lines of this shape are looked at closely enough, and computes the key. */
  const prepare = ({ plan }: LineTraits): boolean => {
    const known = plans[planOf.find(shape.first, shape.second)]
    const wider = known === undefined ? plan : widen(known, plan)
    if (wider !== known) setPlan(shape.first, shape.second, wider)
    return headerKey(bytes, from, shape, wider, key)
  }
  const placeStamps = (found: readonly FoundStamp[], traits: LineTraits): readonly PlacedStamp[] | undefined => {
    const placed: PlacedStamp[] = []
    for (const stamp of found) {
      const at = from + stamp.at + traits.stampOffset
      let word = 0
      while (word < MAX_WORDS && word < shape.words && shape.ends[word]! <= at) word += 1
      const isKnown = word < traits.plan.words && shape.starts[word]! >= at && stamp.isPlain
      // Day and month in either order: what was read first would decide how the rest is.
      const isEnded = CLASS_OF_BYTE[bytes[at + stamp.end - stamp.at]!]! >= MARK
      if (!isKnown || !isEnded || (stamp.shape?.isDayOrMonth === true && found.length > 1)) return undefined
      placed.push({ stamp: intern(stamp, traits.isStampAlone, at), word, back: shape.starts[word]! - at })
    }
    return placed
  }
  const intern = (found: FoundStamp, isAlone: boolean, place: number): KnownStamp => {
    const { shape: written, at, end, secondAt, fractionAt, fractionDigits } = found
    const text = Uint8Array.from(bytes.subarray(place, place + end - at))
    const classes = classesOf(text).join(' ')
    const name = `${written?.layout} ${secondAt} ${fractionAt} ${fractionDigits} ${isAlone} ${classes}`
    const known = stamps.get(name) ?? knownStamp(found, isAlone, text)
    stamps.set(name, known)
    return known
  }
  /** What all lines of the lesson's key share, given the names of its group; undefined when more than those differ. */
  const share = (
    { text, mayHoldNames, named, share: shareWith, revise }: Lesson,
    names: readonly string[],
  ): string | undefined => {
    if (names.length > 0 && !mayHoldNames) return undefined
    const wanted = namedParameters(text, names)
    if (wanted === named) return shareWith(named)
    if (wanted !== undefined) revise(wanted)
    return undefined
  }
  const learn = ({ key: { first, second }, line }: Lesson, group: number, record: LogRecord): void => {
    lessons += 1
    if (lines.length < MAX_LINES && lineOf.set(first, second, lines.length)) lines.push(withRecord(line, group, record))
    else empty()
  }
  const empty = () => {
    stamps.clear()
    names.clear()
    jsonPlanOf = createShapeTable()
    jsonPlans = []
    planOf = createShapeTable()
    plans = []
    lineOf = createShapeTable()
    lines = []
  }
  const withRecord = (line: LearntLine, group: number, { component, host, severity }: LogRecord): KnownLine => {
    const openLine = (saved: SavedLine) => open(line, saved)
    return {
      ...line,
      group,
      component: nameOf(component),
      host: nameOf(host),
      severity: severityCode(severity),
      open: openLine,
      toRecord: (saved) => toRecord(open(line, saved)),
    }
  }
  /** One text for each name, and no part of a line's. */
  const nameOf = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined
    const known = names.get(name) ?? Buffer.from(name, 'utf16le').toString('utf16le')
    names.set(known, known)
    return known
  }
  const open = ({ way, value, stamps: placed }: LearntLine, { number, start, time, raw }: SavedLine): OpenRecord => {
    const text = decodeText(Buffer.from(raw, 'latin1'), options.encoding())
    const written = placed[0]?.stamp.shape ?? value?.stamp?.shape
    if (written !== undefined) scratch.prefer(written)
    const read = (way.format === undefined ? readGeneralHeader(text, scratch) : way.format.read(text, scratch))!
    const line = { number, start, end: start + raw.length, text, cutBytes: 0, hasZero: false }
    return openRecord(line, text, { ...read, time: Number.isNaN(time) ? undefined : microseconds(time) })
  }
  return {
    find,
    readTime,
    study,
    share,
    learn,
    /** Where the line just scanned ends. */
    end: () => shape.end,
  }
}

/** A number of JSON; those of few digits by hand, which costs no text. */
function numberAt(bytes: Buffer, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48
    if (digit >>> 0 > 9 || to - from > 15) return Number(bytes.toString('latin1', from, to))
    value = value * 10 + digit
  }
  return value
}

function widenJson(known: JsonPlan, plan: JsonPlan): JsonPlan {
  const times = known.times.length < plan.times.length ? plan.times : known.times
  const levels = known.levels.length < plan.levels.length ? plan.levels : known.levels
  return times === known.times && levels === known.levels ? known : { ...known, times, levels }
}

/** Looks at least as closely as both. */
function widen(known: HeaderPlan, plan: HeaderPlan): HeaderPlan {
  const words = Math.max(known.words, plan.words)
  const exact = known.exact | plan.exact
  const opaque = known.opaque & plan.opaque
  const stamped = known.stamped & plan.stamped
  const repeats = known.repeats || plan.repeats
  const wider: HeaderPlan = { ...known, words, exact, opaque, stamped, repeats }
  const isSame = words === known.words && exact === known.exact && opaque === known.opaque && stamped === known.stamped
  return isSame && repeats === known.repeats ? known : wider
}
