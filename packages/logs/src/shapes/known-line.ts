import type { LogRecord } from '@faultmaven/signals'
import type { Way } from '../formats/line-reader.ts'
import type { OpenRecord } from '../records/open-record.ts'
import type { KnownStamp } from '../time/known-stamp.ts'

/** Where a line stands, and its bytes. */
export type SavedLine = {
  readonly number: number
  /** Offset of the line in the source. */
  readonly start: number
  /** Microseconds, NaN for none. */
  readonly time: number
  /** The bytes, a character each. */
  readonly raw: string
}

/** A stamp and the word with a digit that it begins `back` bytes before. */
export type PlacedStamp = { readonly stamp: KnownStamp; readonly word: number; readonly back: number }

/** The words with a digit that a name begins and ends in, and how many bytes before and behind them. */
export type WordsOfName = { readonly first: number; readonly back: number; readonly last: number; readonly ahead: number }
/** Where a name stands; in a JSON line a value, by its key's place. */
export type NamePlace = WordsOfName | { readonly index: number }

/** The value, by its key's place, that is the time: a stamp, or a number when that is unset; -1 for no time. */
export type TimeValue = { readonly index: number; readonly stamp: KnownStamp | undefined }

/** How lines of one key are read. What each line needs of it is in the memo's rows. */
export type KnownLine = {
  readonly way: Way
  /** Of a JSON line. */
  readonly value: TimeValue | undefined
  readonly stamps: readonly PlacedStamp[]
  /** Undefined where all lines of the key have the same host, or none. */
  readonly host: NamePlace | undefined
  /** A level at the start and no time: within the dump of a crash it would be a line of the dump. */
  readonly isLevelOnly: boolean
  /** No line of this key opens a block of lines such as a stack trace. */
  readonly opensNoBlock: boolean
  /** The record that such a line begins. */
  readonly open: (saved: SavedLine) => OpenRecord
  readonly toRecord: (saved: SavedLine) => LogRecord
}

/** What is known of a line before its record was counted. */
export type LearntLine = Omit<KnownLine, 'open' | 'toRecord'>
