import { microseconds, type LogRecord } from '@faultmaven/signals'
import { byteOffsets, decodeText } from '../encoding/decode-text.ts'
import type { Encoding } from '../encoding/detect-encoding.ts'
import { readGeneralHeader } from '../formats/general-header.ts'
import type { LineReader, Way } from '../formats/line-reader.ts'
import type { ReadLine } from '../formats/read-line.ts'
import type { LinesToTake } from '../lines/line-splitter.ts'
import { openRecord, recordOfLine } from '../records/open-record.ts'
import type { SourceNames } from '../records/record-batch.ts'
import type { FoundStamp, KnownStamp } from '../time/known-stamp.ts'
import { classesOf, knownStamp } from '../time/known-stamp.ts'
import { createTimeReader } from '../time/time-reader.ts'
import { jsonTraits } from './json-traits.ts'
import { createKindRows, NO_STAMP, NUMBER_STAMP, SEVERAL_STAMPS } from './kind-rows.ts'
import type { KnownLine, LearntLine, NamePlace, PlacedStamp, SavedLine } from './known-line.ts'
import {
  isKeepable,
  MAX_LINES,
  MAX_WORDS,
  NEVER_LEARNED,
  UNKNOWN_LINE,
  type HeaderPlan,
  type JsonPlan,
  type LineScanner,
} from './line-scanner.ts'
import { textTraits, type LineTraits } from './line-traits.ts'
import { namedParameters, NO_NAMES, reviseNames, sharedText, type NamePlan } from './parameters.ts'

/** Lines learned at first; beyond, one for each four recognised: random words are not worth learning. */
const FREE_LESSONS = 2000
/** Names of hosts that are remembered; those of further ones are made anew for each line. */
const MAX_NAMES = 16_384

/** What a line taught, once the group of its record is known. */
export type Lesson = {
  readonly key: bigint
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

/**
 * Remembers how lines were read by their shape, so that reading runs once for each shape: a pure cache, which changes no result
 * and may be emptied at any time. Bounded by 131 072 shapes.
 */
export function createLineMemo(options: {
  readonly now: number
  readonly reader: LineReader
  readonly encoding: () => Encoding
  readonly names: SourceNames
  readonly scanner: LineScanner
}) {
  const { reader, scanner } = options
  const scratch = createTimeReader({ now: options.now })
  const stamps = new Map<string, KnownStamp>()
  const rows = createKindRows(options.names, reader, scanner.tables)
  // The first has no plan: its shapes were only noted.
  let plans: (HeaderPlan | undefined)[] = [undefined]
  let jsonPlans: JsonPlan[] = []
  // The first is none: it stands for lines that were only noted.
  let lines: (KnownLine | undefined)[] = [undefined]
  let named = new Map<bigint, NamePlan & { readonly place: number }>()
  let names = 0
  let lessons = 0
  let recognised = 0
  /** The line that was last scanned. */
  let from = 0
  let isScanned = false
  let refused = -1

  /** Kind of the line that begins at `start`, 0 or less when it is not known. */
  const find = (bytes: Buffer, start: number): number => {
    from = start
    const kind = scanner.find(bytes, start)
    isScanned = kind !== UNKNOWN_LINE
    refused = kind
    if (kind > 0) recognised += 1
    return kind
  }
  /**
   * Takes lines into the columns of the scanner, as long as nothing must be looked at here.
   * @param records in the columns
   * @returns where the first line begins that was not taken, the records then, and how many lines between them were empty
   */
  const takeRun = ({ bytes, from: first, lastFeed, number, base }: LinesToTake, records: number) => {
    const { times } = reader
    const clock = times.save()
    const { recent, general } = reader.lastLines()
    rows.prepareRun()
    scanner.run.start({ believed: times.believed, clock, recent, general, records })
    const next = scanner.takeLines(bytes, first, lastFeed, number, base)
    const left = scanner.run.end()
    const lines = left.records - records
    if (lines > 0) {
      times.restore({ ...clock, ...left.clock })
      reader.takeRun({ lines, recent: left.recent, general: general - left.general })
      recognised += lines
    }
    return { next, records: left.records, blank: left.blank }
  }
  /** Reads the stamps of the line just found: microseconds, NaN for none, or -1 without effect when they are not as known. */
  const readTime = (kind: number): number => {
    const stamp = rows.stampOf(kind)
    if (stamp === NO_STAMP) return NaN
    if (stamp === SEVERAL_STAMPS) return readStamps(lines[kind]!.stamps)
    if (rows.isObject(kind)) return readValue(rows.placeOf(kind), stamp)
    const time = readStamp(rows.stamps[stamp]!, rows.placeOf(kind), rows.backOf(kind))
    scanner.stamps.keep(stamp, rows.stamps[stamp]!)
    return time
  }
  const readValue = (index: number, stamp: number): number => {
    const { input, object } = scanner
    const at = object.from[index]!
    const { times } = reader
    if (stamp === NUMBER_STAMP) return times.readNumber(numberAt(input, at, object.to[index]!)) ?? -1
    const time = times.readKnownInstant(rows.stamps[stamp]!, input, at, object.to[index]!)
    scanner.stamps.keep(stamp, rows.stamps[stamp]!)
    return time
  }
  const readStamps = (placed: readonly PlacedStamp[]): number => {
    const before = reader.times.save()
    let time = NaN
    for (const { stamp, word, back } of placed) {
      const next = readStamp(stamp, word, back)
      if (next === -1) {
        reader.times.restore(before)
        return -1
      }
      scanner.stamps.keep(rows.stampNumber(stamp), stamp)
      if (!Number.isNaN(next)) time = next
    }
    return time
  }
  const readStamp = (stamp: KnownStamp, word: number, back: number): number => {
    const { input, line } = scanner
    const lineEnd = scanner.end()
    const at = line.starts[word]! - back
    const end = at + stamp.length
    if (end > lineEnd || isInWord(input[end]!)) return -1
    return reader.times.readKnown(stamp, input, at, lineEnd)
  }
  /** Number of the host of the line just found. */
  const hostOf = (kind: number): number => {
    const host = rows.hostOf(kind)
    return host >= 0 ? host : nameAt(rows.hostPlaces[-1 - host]!)
  }
  const nameAt = (place: NamePlace): number => {
    const { line, object } = scanner
    if ('index' in place) return nameIn(object.from[place.index]!, object.to[place.index]!, true)
    return nameIn(line.starts[place.first]! - place.back, line.ends[place.last]! + place.ahead, false)
  }
  const nameIn = (start: number, end: number, isJson: boolean): number => {
    const known = scanner.nameOf(start, end, isJson)
    if (known >= 0) return known
    const written = decodeText(scanner.input.subarray(start, end), options.encoding())
    const name = isJson ? String(JSON.parse(`"${written}"`)) : written
    const number = options.names.hosts.numberOf(name)
    if (names < MAX_NAMES) names = scanner.setName(number) ? names + 1 : MAX_NAMES
    return number
  }
  /** What there is to learn from a line that was read in full; undefined when lines like it may be read in another way. */
  const study = (text: string, read: ReadLine): Lesson | undefined => {
    const found = reader.times.endTrace()
    const way = reader.lastWay()
    if (found === undefined || way === undefined || !isScanned || (refused > 0 && rows.wayOf(refused).choice === way.choice))
      return undefined
    if (lessons > FREE_LESSONS + recognised / 4) return undefined
    const { input, line: shape } = scanner
    const isObject = input[from] === OPENING_BRACE
    // Where shapes and kinds are many they are learned when they come again: most never do.
    if (!isObject && scanner.plan() === NEVER_LEARNED) return undefined
    if (refused < 0 && lessons > FREE_LESSONS + recognised / 64 && isNoted(isObject)) return undefined
    if (isObject) return studyJson(way)
    const traits = textTraits({ text, read, way, from, shape, stamps: found, bytesOf: bytesOf(text) })
    if (traits === undefined) {
      if (scanner.plan() <= 0 && !scanner.giveUpShape(scanner.shape())) empty()
      return undefined
    }
    const placed = placeStamps(found, traits)
    const isNew = scanner.plan() <= 0
    if (placed === undefined || !prepare(traits.plan)) {
      // Its words cannot be told apart, and those of the next line of the shape hardly can.
      if (isNew && !scanner.giveUpShape(scanner.shape())) empty()
      return undefined
    }
    const isLevelOnly = read.format === 'general' && read.time === undefined
    const line = { way, value: undefined, stamps: placed, host: traits.host, isLevelOnly, opensNoBlock: traits.opensNoBlock }
    return lesson(line, text, shape.words <= MAX_WORDS, (parameters) => sharedText(text, parameters))
  }
  const bytesOf = (text: string): ((characters: number) => number) =>
    text.length === scanner.end() - from ? (characters) => characters : byteOffsets(scanner.input.subarray(from, scanner.end()))
  /** Notes a line of text whose shape is new, and one whose key is; whether there was one to note. */
  const isNoted = (isObject: boolean): boolean => {
    const { key } = scanner.keys()
    const isNewShape = !isObject && scanner.plan() < 0
    if (!isNewShape && key === 0n) return false
    if (!(isNewShape ? scanner.noteShape(scanner.shape()) : scanner.setLine(key, 0))) empty()
    return true
  }
  const studyJson = (way: Way): Lesson | undefined => {
    const { input, object } = scanner
    const traits = way.format?.name === 'json' ? jsonTraits(input, from, object, scratch) : undefined
    if (traits === undefined || !prepareJson(traits.plan)) return undefined
    const { time: index, stamp: found, host: hostIndex, message: text, share } = traits
    const stamp = found === undefined ? undefined : intern(found, true, object.from[index]!)
    const host = hostIndex < 0 ? undefined : { index: hostIndex }
    const line = { way, value: { index, stamp }, stamps: [], host, isLevelOnly: false, opensNoBlock: false }
    return lesson(line, text, traits.plan.cause < 0, share)
  }
  /** What the line just scanned teaches, by its key. */
  const lesson = (line: LearntLine, text: string, mayHoldNames: boolean, share: Lesson['share']): Lesson => {
    const { key, baseKey } = scanner.keys()
    const revise = (wanted: number) => {
      const known = named.get(baseKey)
      const revised = reviseNames(known ?? NO_NAMES, wanted)
      if (revised === undefined) return
      const place = known?.place ?? named.size
      named.set(baseKey, { ...revised, place })
      if (!scanner.setNames(baseKey, place, revised.named)) empty()
    }
    return { key, line, text, mayHoldNames, named: named.get(baseKey)?.named ?? 0, share, revise }
  }
  /** Sees to it that lines of this shape are looked at closely enough, and computes the key. */
  const prepare = (plan: HeaderPlan): boolean => {
    const found = scanner.plan()
    const place = found <= 0 ? plans.length : found
    const known = plans[place]
    const wider = known === undefined ? plan : widen(known, plan)
    if (wider !== known) {
      if (!scanner.setPlan(scanner.shape(), place, wider)) return empty()
      plans[place] = wider
    }
    return scanner.rekey(from, place, false)
  }
  const prepareJson = (plan: JsonPlan): boolean => {
    const known = scanner.plan()
    const place = known < 0 ? jsonPlans.length : known
    const wider = known < 0 ? plan : widenJson(jsonPlans[known]!, plan)
    if (wider !== jsonPlans[place]) {
      if (!isKeepable(wider)) return false
      if (!scanner.setJsonPlan(scanner.shape(), place, wider)) return empty()
      jsonPlans[place] = wider
    }
    return scanner.rekey(from, place, true)
  }
  const placeStamps = (found: readonly FoundStamp[], traits: LineTraits): readonly PlacedStamp[] | undefined => {
    const { input, line: shape } = scanner
    const placed: PlacedStamp[] = []
    for (const stamp of found) {
      const at = from + stamp.at + traits.stampOffset
      let word = 0
      while (word < MAX_WORDS && word < shape.words && shape.ends[word]! <= at) word += 1
      const isKnown = word < traits.plan.words && shape.starts[word]! >= at && stamp.isPlain
      // Day and month in either order: what was read first would decide how the rest is.
      const isEnded = !isInWord(input[at + stamp.end - stamp.at]!)
      if (!isKnown || !isEnded || (stamp.shape?.order !== undefined && found.length > 1)) return undefined
      placed.push({ stamp: intern(stamp, traits.isStampAlone, at), word, back: shape.starts[word]! - at })
    }
    return placed
  }
  const intern = (found: FoundStamp, isAlone: boolean, place: number): KnownStamp => {
    const { shape: written, at, end, secondAt, fractionAt, fractionDigits } = found
    const classes = classesOf(scanner.input, place, place + end - at)
    const name = `${written?.layout} ${secondAt} ${fractionAt} ${fractionDigits} ${isAlone} ${classes.toString('latin1')}`
    const known = stamps.get(name) ?? knownStamp(found, isAlone, classes)
    stamps.set(name, known)
    return known
  }
  /** What all lines of the lesson's key share, given the names of its group; undefined when more than those differ. */
  const share = (
    { text, mayHoldNames, named: marked, share: shareWith, revise }: Lesson,
    names: readonly string[],
  ): string | undefined => {
    if (names.length > 0 && !mayHoldNames) return undefined
    const wanted = namedParameters(text, names)
    if (wanted === marked) return shareWith(marked)
    if (wanted !== undefined) revise(wanted)
    return undefined
  }
  const learn = ({ key, line }: Lesson, group: number, record: LogRecord): void => {
    lessons += 1
    if (lines.length < MAX_LINES && scanner.setLine(key, lines.length)) lines.push(withRecord(line, group, record))
    else empty()
  }
  const empty = (): false => {
    stamps.clear()
    rows.clear()
    scanner.forget()
    plans = [undefined]
    jsonPlans = []
    lines = [undefined]
    named = new Map()
    names = 0
    return false
  }
  const withRecord = (line: LearntLine, group: number, record: LogRecord): KnownLine => {
    rows.set(lines.length, line, group, record)
    const { way, value, stamps: placed, host, isLevelOnly, opensNoBlock } = line
    const openLine = (saved: SavedLine) => {
      const { first, read, time } = readAgain(line, saved)
      return openRecord(first, first.text, { ...read, time })
    }
    const recordOf = (saved: SavedLine) => {
      const { first, read, time } = readAgain(line, saved)
      return recordOfLine(first, read, time)
    }
    return { way, value, stamps: placed, host, isLevelOnly, opensNoBlock, open: openLine, toRecord: recordOf }
  }
  const readAgain = ({ way, value, stamps: placed }: LearntLine, { number, start, time, raw }: SavedLine) => {
    const text = decodeText(Buffer.from(raw, 'latin1'), options.encoding())
    scratch.prefer(placed[0]?.stamp.shape ?? value?.stamp?.shape)
    const read = (way.format === undefined ? readGeneralHeader(text, scratch) : way.format.read(text, scratch))!
    const first = { number, start, end: start + raw.length, text, cutBytes: 0, hasZero: false }
    return { first, read, time: Number.isNaN(time) ? undefined : microseconds(time) }
  }
  return {
    rows,
    find,
    takeRun,
    lineOf: (kind: number): KnownLine => lines[kind]!,
    readTime,
    hostOf,
    study,
    share,
    learn,
    /** The text of the line just scanned. */
    text: (): string => decodeText(scanner.input.subarray(from, scanner.end()), options.encoding()),
    /** Where the line just scanned ends. */
    end: (): number => scanner.end(),
    /** The bytes seen so far may change. */
    unload: scanner.unload,
  }
}

const OPENING_BRACE = 123

/** Letters, digits, underlines and bytes of other alphabets. */
function isInWord(byte: number): boolean {
  const letter = byte | 32
  return (letter >= 97 && letter <= 122) || (byte >= 48 && byte <= 57) || byte === 95 || byte > 127
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
  const sized = known.sized | plan.sized
  const repeats = known.repeats || plan.repeats
  const wider: HeaderPlan = { words, exact, opaque, stamped, repeats, sized }
  const isSame = words === known.words && exact === known.exact && opaque === known.opaque && stamped === known.stamped
  return isSame && repeats === known.repeats && sized === known.sized ? known : wider
}
