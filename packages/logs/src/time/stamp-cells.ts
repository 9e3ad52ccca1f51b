import type { KnownStamp } from './known-stamp.ts'
import type { DateOrder } from './time-shapes.ts'

/** Stamps that runs of lines know; further ones are read one by one. */
export const MAX_STAMPS = 1024
/** Longer stamps are, too. */
const MAX_LENGTH = 48

// Of a stamp, in bytes: its base, numbers of four bytes, the bytes, and which of them must be the same.
const STAMP = 144
const LENGTH = 8
const SECOND_AT = 12
const FRACTION_AT = 16
const FRACTION_DIGITS = 20
const STATE = 24
const HAS_ZONE = 28
const ORDER = 32
const MONTH = 36
const YEAR = 40
const BYTES = 48
const MASK = 96

const INSTANT = 1
const EPOCH = 2

const ORDERS: readonly DateOrder[] = ['ymd', 'mdy', 'dmy']
/** Number of an order, 0 for none. */
export function orderNumber(order: DateOrder | undefined): number {
  return order === undefined ? 0 : 1 + ORDERS.indexOf(order)
}

/** Stamps as they were last parsed in full, where the scanner of lines reads them: see `stamps.ts` of the assembly. */
export function createStampCells(buffer: ArrayBufferLike, at: number) {
  const cells = new DataView(buffer, at, STAMP * MAX_STAMPS)
  const bytes = new Uint8Array(buffer, at, STAMP * MAX_STAMPS)
  /** Bytes that are written there, by number. */
  let written: (Uint8Array | undefined)[] = []

  const write = (number: number, stamp: KnownStamp): void => {
    const cell = STAMP * number
    const { shape, secondAt, fractionAt, fractionDigits, length, classes } = stamp
    const known = shape === undefined ? classes : stamp.bytes
    const isReadable = shape === undefined || (known.length > 0 && !stamp.isBare)
    const set = (field: number, value: number) => cells.setInt32(cell + field, value, true)
    cells.setFloat64(cell, stamp.base, true)
    set(LENGTH, length)
    set(SECOND_AT, secondAt)
    set(FRACTION_AT, fractionAt)
    set(FRACTION_DIGITS, fractionDigits)
    set(STATE, !isReadable || length > MAX_LENGTH ? 0 : shape === undefined ? EPOCH : INSTANT)
    if (length > MAX_LENGTH) return
    set(HAS_ZONE, stamp.hasZone ? 1 : 0)
    set(ORDER, orderNumber(shape?.order))
    set(MONTH, stamp.month)
    set(YEAR, stamp.year)
    bytes.fill(0, cell + BYTES, cell + STAMP)
    bytes.set(known, cell + BYTES)
    bytes.fill(255, cell + MASK, cell + MASK + length)
    if (secondAt >= 0) bytes.fill(0, cell + MASK + secondAt, cell + MASK + secondAt + 2)
    if (fractionDigits > 0) bytes.fill(0, cell + MASK + fractionAt, cell + MASK + fractionAt + fractionDigits)
  }
  return {
    /** Writes a stamp when it was parsed anew. */
    keep: (number: number, stamp: KnownStamp): void => {
      if (number >= MAX_STAMPS || written[number] === stamp.bytes) return
      written[number] = stamp.bytes
      write(number, stamp)
    },
    clear: (): void => {
      written = []
    },
  }
}
