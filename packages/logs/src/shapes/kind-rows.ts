import { severityCode, type LogRecord } from '@faultmaven/signals'
import type { Way } from '../formats/line-reader.ts'
import type { SourceNames } from '../records/record-batch.ts'
import type { KnownStamp } from '../time/known-stamp.ts'
import type { LearntLine, NamePlace, PlacedStamp, TimeValue } from './known-line.ts'

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

export const NO_STAMP = -1
export const SEVERAL_STAMPS = -2
/** The time of an object is a number. */
export const NUMBER_STAMP = -3

/**
 * What each line needs of its kind, a row of eight numbers for each kind: half a cache line. With an object for each kind reading took
 * three times as long.
 */
export function createKindRows(names: SourceNames) {
  const stamps = createNumbering<KnownStamp>()
  const ways = createNumbering<Way>()
  const places = createNumbering<string>()
  const placesOfNames: NamePlace[] = []
  let rows = new Int32Array(ROW * 1024)

  const stampNumber = (placed: PlacedStamp | TimeValue | undefined): number => {
    if (placed === undefined || ('index' in placed && placed.index < 0)) return NO_STAMP
    return placed.stamp === undefined ? NUMBER_STAMP : stamps.numberOf(placed.stamp)
  }
  const placeNumber = (place: NamePlace): number => {
    const number = places.numberOf(JSON.stringify(place))
    placesOfNames[number] ??= place
    return number
  }
  return {
    /** Kinds must be set in order. */
    set: (kind: number, line: LearntLine, group: number, { component, host, severity }: LogRecord): void => {
      const row = ROW * kind
      if (row === rows.length) {
        const old = rows
        rows = new Int32Array(4 * old.length)
        rows.set(old)
      }
      const { way, value, stamps: placed, isLevelOnly, host: place } = line
      rows[row + WAY] = ways.numberOf(way)
      rows[row + GROUP] = group
      rows[row + COMPONENT] = names.components.numberOf(component)
      rows[row + HOST] = place === undefined ? names.hosts.numberOf(host) : -1 - placeNumber(place)
      rows[row + TRAITS] = severityCode(severity) | (isLevelOnly ? LEVEL_ONLY : 0) | (value === undefined ? 0 : OBJECT)
      rows[row + STAMP] = placed.length > 1 ? SEVERAL_STAMPS : stampNumber(value ?? placed[0])
      rows[row + PLACE] = value?.index ?? placed[0]?.word ?? 0
      rows[row + BACK] = placed[0]?.back ?? 0
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
    clear: (): void => {
      stamps.clear()
      places.clear()
      placesOfNames.length = 0
      ways.clear()
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
