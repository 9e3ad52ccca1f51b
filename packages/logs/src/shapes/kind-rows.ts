import { severityCode, type LogRecord } from '@faultmaven/signals'
import type { LineReader, Way } from '../formats/line-reader.ts'
import type { SourceNames } from '../records/record-batch.ts'
import type { KnownStamp } from '../time/known-stamp.ts'
import { MAX_STAMPS } from '../time/stamp-cells.ts'
import type { LearntLine, NamePlace, PlacedStamp, TimeValue } from './known-line.ts'
import { MAX_LISTS, MAX_PLACES, MAX_WAYS, type LineScanner } from './line-scanner.ts'

const ROW = 8
const WAY = 0
const GROUP = 1
/** Of a text with one stamp its number; of an object that of its time. Else one of those below. */
const STAMP = 2
/** Which word the stamp begins before, or the value that it is; how many bytes before. */
const PLACE = 3
const BACK = 4
const COMPONENT = 5
/** Its number; below 0 that of its place, counted down from -1. */
const HOST = 6
/** Severity and the flags below. */
const TRAITS = 7
const LEVEL_ONLY = 16
const OBJECT = 32
/** Lines of the kind are taken one by one. */
const ALONE = 64

// Of a way: after lines of which formats it may be taken, as a bit set; its own format, -1 for none; lines taken in runs.
const WAY_CELLS = 3
const LINES = 2
/** Stamps of a line that has several: their count, and of each three numbers. */
const LIST_CELLS = 10
const MAX_LISTED = 3
const PLACE_CELLS = 4

export const NO_STAMP = -1
export const SEVERAL_STAMPS = -2
/** The time of an object is a number. */
export const NUMBER_STAMP = -3

/**
 * What each line needs of its kind, a row of eight numbers for each kind: half a cache line. With an object for each kind reading took
 * three times as long.
 */
export function createKindRows(
  names: SourceNames,
  reader: LineReader,
  { rows, ways: wayCells, lists, places: placeCells }: LineScanner['tables'],
) {
  const stamps = createNumbering<KnownStamp>()
  const ways = createNumbering<Way>()
  const places = createNumbering<string>()
  const placesOfNames: NamePlace[] = []
  let listed = 0
  let choice = -1

  const stampNumber = (placed: PlacedStamp | TimeValue | undefined): number => {
    if (placed === undefined || ('index' in placed && placed.index < 0)) return NO_STAMP
    return placed.stamp === undefined ? NUMBER_STAMP : stamps.numberOf(placed.stamp)
  }
  const placeNumber = (place: NamePlace): number => {
    const number = places.numberOf(JSON.stringify(place))
    if (placesOfNames[number] === undefined) {
      placesOfNames[number] = place
      const cells = 'index' in place ? [place.index, place.index, 0, 0] : [place.first, place.last, place.back, place.ahead]
      if (number < MAX_PLACES) placeCells.set(cells, PLACE_CELLS * number)
    }
    return number
  }
  const wayNumber = (way: Way): number => {
    const number = ways.numberOf(way)
    if (number < MAX_WAYS) wayCells.set([reader.mayTakeAfter(way), reader.formatNumber(way)], WAY_CELLS * number)
    return number
  }
  const listNumber = (placed: readonly PlacedStamp[]): number => {
    if (listed < MAX_LISTS && placed.length <= MAX_LISTED) {
      const stamped = placed.flatMap(({ stamp, word, back }) => [stamps.numberOf(stamp), word, back])
      lists.set([placed.length, ...stamped], LIST_CELLS * listed)
    }
    return listed++
  }
  /** Whether there is no room for what runs of lines would need. */
  const isAlone = (row: number, placed: readonly PlacedStamp[]): boolean => {
    if (rows[row + WAY]! >= MAX_WAYS || rows[row + HOST]! < -MAX_PLACES || rows[row + STAMP]! >= MAX_STAMPS) return true
    if (rows[row + STAMP] !== SEVERAL_STAMPS) return false
    return (
      rows[row + PLACE]! >= MAX_LISTS ||
      placed.length > MAX_LISTED ||
      placed.some(({ stamp }) => stamps.numberOf(stamp) >= MAX_STAMPS)
    )
  }
  return {
    /** Kinds must be set in order. */
    set: (kind: number, line: LearntLine, group: number, { component, host, severity }: LogRecord): void => {
      const row = ROW * kind
      const { way, value, stamps: placed, isLevelOnly, host: place } = line
      rows[row + WAY] = wayNumber(way)
      rows[row + GROUP] = group
      rows[row + COMPONENT] = names.components.numberOf(component)
      rows[row + HOST] = place === undefined ? names.hosts.numberOf(host) : -1 - placeNumber(place)
      rows[row + TRAITS] = severityCode(severity) | (isLevelOnly ? LEVEL_ONLY : 0) | (value === undefined ? 0 : OBJECT)
      rows[row + STAMP] = placed.length > 1 ? SEVERAL_STAMPS : stampNumber(value ?? placed[0])
      rows[row + PLACE] = placed.length > 1 ? listNumber(placed) : (value?.index ?? placed[0]?.word ?? 0)
      rows[row + BACK] = placed[0]?.back ?? 0
      if (isLevelOnly || isAlone(row, placed)) rows[row + TRAITS] = rows[row + TRAITS]! | ALONE
    },
    /** Sees to it that runs of lines know which ways may be taken now. */
    prepareRun: (): void => {
      if (choice === reader.choice()) return
      choice = reader.choice()
      ways.values.slice(0, MAX_WAYS).forEach((way, number) => {
        wayCells[WAY_CELLS * number] = reader.mayTakeAfter(way)
      })
    },
    /** Adds what runs of lines counted to the ways. */
    settleWays: (): void => {
      for (let number = 0; number < ways.values.length && number < MAX_WAYS; number++) {
        const at = WAY_CELLS * number + LINES
        ways.values[number]!.tally.count += wayCells[at]!
        wayCells[at] = 0
      }
    },
    wayOf: (kind: number): Way => ways.values[rows[ROW * kind + WAY]!]!,
    groupOf: (kind: number): number => rows[ROW * kind + GROUP]!,
    /** See `NameTable`. */
    componentOf: (kind: number): number => rows[ROW * kind + COMPONENT]!,
    /** Number of the host, or -1 less the number of the place where each line has its own. */
    hostOf: (kind: number): number => rows[ROW * kind + HOST]!,
    /** By their numbers. */
    hostPlaces: placesOfNames as readonly NamePlace[],
    severityOf: (kind: number): number => rows[ROW * kind + TRAITS]! & 15,
    isLevelOnly: (kind: number): boolean => (rows[ROW * kind + TRAITS]! & LEVEL_ONLY) !== 0,
    isObject: (kind: number): boolean => (rows[ROW * kind + TRAITS]! & OBJECT) !== 0,
    stampOf: (kind: number): number => rows[ROW * kind + STAMP]!,
    placeOf: (kind: number): number => rows[ROW * kind + PLACE]!,
    backOf: (kind: number): number => rows[ROW * kind + BACK]!,
    /** By their numbers. */
    stamps: stamps.values,
    stampNumber: stamps.numberOf,
    clear: (): void => {
      stamps.clear()
      places.clear()
      placesOfNames.length = 0
      ways.clear()
      listed = 0
    },
  }
}

/** Numbers values from 0 as they come. */
function createNumbering<T>() {
  const numbers = new Map<T, number>()
  const values: T[] = []
  return {
    values: values as readonly T[],
    numberOf: (value: T): number => {
      const known = numbers.get(value)
      if (known !== undefined) return known
      numbers.set(value, values.length)
      return values.push(value) - 1
    },
    clear: () => {
      numbers.clear()
      values.length = 0
    },
  }
}
