/** How a packed column is read: value = base + unit × stored, stored in `width` bytes each; `deltas` stores each less the one before it. */
export type ColumnHead = {
  readonly base: number
  readonly unit: number
  /** Bytes of each stored value; 0 when every one is the base, 8 for values that do not fit 32 bits. */
  readonly width: 0 | 1 | 2 | 4 | 8
  readonly deltas: boolean
  readonly length: number
}
export type PackedColumn = { readonly head: ColumnHead; readonly bytes: Uint8Array }

/** Units tried, largest first: log times are mostly whole milliseconds or seconds. */
export const TIME_UNITS = [1_000_000, 1000, 1]
const PLAIN_UNITS = [1]

/**
 * Packs safe integers into as few bytes each as their range or the range of their differences takes, in the largest of `units` that
 * divides all of them. Times of a log take two bytes, numbers of its lines none. Linear.
 */
export function packColumn(values: Float64Array, length: number, units: readonly number[] = PLAIN_UNITS): PackedColumn {
  const { low, high, lowStep, highStep, unit } = measure(values, length, units)
  const direct = widthOf((high - low) / unit)
  const stepped = length > 1 ? widthOf((highStep - lowStep) / unit) : direct
  if (stepped < direct) return packSteps({ values, length, unit, width: stepped }, lowStep)
  const width = direct
  const base = width === 8 ? 0 : low
  const scale = width === 8 ? 1 : unit
  const cells = createCells(width, length)
  if (width > 0) fillScaled(cells, values, base, scale)
  return { head: { base, unit: scale, width, deltas: false, length }, bytes: toBytes(cells) }
}

/** The same for counts and codes, whose steps are not looked at: a third of the time. */
export function packCodes(values: Uint8Array | Uint16Array | Uint32Array, length: number): PackedColumn {
  const { low, high } = rangeOf(values, length)
  const width = widthOf(high - low)
  const base = width > 0 && widthOf(high) === width ? 0 : low
  const cells = createCells(width, length)
  if (width > 0 && base === 0) cells.set(values.subarray(0, length))
  else if (width > 0) fillScaled(cells, values, base, 1)
  return { head: { base, unit: 1, width, deltas: false, length }, bytes: toBytes(cells) }
}

/** The same for numbers that rise, as those of lines do: where the last says that each is one more than the one before, none is looked at. */
export function packNumbers(rising: Float64Array, length: number): PackedColumn {
  const base = rising[0] ?? 0
  if (length > 1 && rising[length - 1]! - base !== length - 1) return packColumn(rising, length)
  return { head: { base, unit: 1, width: 0, deltas: true, length }, bytes: new Uint8Array(0) }
}

/** Range of the values and of their steps, and the first of the units that divides every step. */
function measure(values: Float64Array, length: number, units: readonly number[]) {
  const first = length === 0 ? 0 : values[0]!
  let [low, high] = [first, first]
  let [lowStep, highStep] = [Infinity, -Infinity]
  let chosen = 0
  let unit = units[0] ?? 1
  let before = first
  for (let index = 1; index < length; index++) {
    const value = values[index]!
    const step = value - before
    before = value
    if (value < low) low = value
    else if (value > high) high = value
    if (step < lowStep) lowStep = step
    if (step > highStep) highStep = step
    while (unit > 1 && Math.floor(step / unit) * unit !== step) unit = units[++chosen] ?? 1
  }
  return { low, high, lowStep, highStep, unit }
}

// Loops over cells stand by themselves: V8 optimises them anew for each kind of array, with all of the function that they stand in.
function rangeOf(values: Uint8Array | Uint16Array | Uint32Array, length: number) {
  let [low, high] = length === 0 ? [0, 0] : [values[0]!, values[0]!]
  for (let index = 1; index < length; index++) {
    const value = values[index]!
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

function fillScaled(cells: Cells, values: Cells, base: number, scale: number): void {
  for (let index = 0; index < cells.length; index++) cells[index] = (values[index]! - base) / scale
}

function fillSteps(cells: Cells, values: Float64Array, lowStep: number, unit: number): void {
  for (let index = 1; index < cells.length; index++) cells[index] = (values[index]! - values[index - 1]! - lowStep) / unit
}

type Steps = {
  readonly values: Float64Array
  readonly length: number
  readonly unit: number
  readonly width: ColumnHead['width']
}

/** Head bytes: the first value and the smallest step, as 64-bit floats, before the cells. */
const STEP_HEAD_BYTES = 16

function packSteps({ values, length, unit, width }: Steps, lowStep: number): PackedColumn {
  const cells = createCells(width, length)
  if (width === 0) return { head: { base: values[0]!, unit: lowStep, width, deltas: true, length }, bytes: toBytes(cells) }
  fillSteps(cells, values, lowStep, unit)
  const packed = toBytes(cells)
  const bytes = Buffer.alloc(STEP_HEAD_BYTES + packed.length)
  bytes.writeDoubleLE(lowStep, 0)
  bytes.set(packed, STEP_HEAD_BYTES)
  return { head: { base: values[0]!, unit, width, deltas: true, length }, bytes }
}

/** Inverse of {@link packColumn}: fills the first `head.length` places of `into`. @throws {RangeError} when the bytes are not of this head */
export function unpackColumn({ head, bytes }: PackedColumn, into: Float64Array): Float64Array {
  const { base, unit, width, deltas, length } = head
  const values = into.subarray(0, length)
  if (width === 0 && !deltas) return values.fill(base)
  if (width === 0) {
    // Steps that are all the same: `unit` is the step.
    for (let index = 0; index < length; index++) values[index] = base + unit * index
    return values
  }
  const cells = readCells(bytes.subarray(deltas ? STEP_HEAD_BYTES : 0), width, length)
  if (!deltas) {
    for (let index = 0; index < length; index++) values[index] = base + unit * cells[index]!
    return values
  }
  const lowStep = Buffer.from(bytes.buffer, bytes.byteOffset, 8).readDoubleLE(0)
  let value = base
  if (length > 0) values[0] = base
  for (let index = 1; index < length; index++) {
    value += lowStep + unit * cells[index]!
    values[index] = value
  }
  return values
}

/** A column in the cells that it is stored in, where these are whole values, mostly of one or two bytes: value = base + cell. */
export type StoredColumn = { readonly base: number; readonly cells: Cells }

/** The column as it is stored; unpacked into `room` where it stores units or steps. @throws {RangeError} as {@link unpackColumn} */
export function storedColumn(packed: PackedColumn, room: () => Float64Array): StoredColumn {
  const { base, unit, width, deltas, length } = packed.head
  if (deltas || (width > 0 && unit !== 1)) return { base: 0, cells: unpackColumn(packed, room()) }
  return { base, cells: width === 0 ? new Uint8Array(length) : readCells(packed.bytes, width, length) }
}

function widthOf(range: number): ColumnHead['width'] {
  if (range === 0) return 0
  if (range < 2 ** 8) return 1
  if (range < 2 ** 16) return 2
  return range < 2 ** 32 ? 4 : 8
}

type Cells = Uint8Array | Uint16Array | Uint32Array | Float64Array

function createCells(width: ColumnHead['width'], length: number): Cells {
  if (width === 0) return new Uint8Array(0)
  if (width === 1) return new Uint8Array(length)
  if (width === 2) return new Uint16Array(length)
  return width === 4 ? new Uint32Array(length) : new Float64Array(length)
}

function toBytes(cells: Cells): Uint8Array {
  return new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength)
}

/** Typed arrays need aligned bytes: what was just opened is, a piece of a read may not be. */
function readCells(bytes: Uint8Array, width: ColumnHead['width'], length: number): Cells {
  if (bytes.length !== width * length) throw new RangeError('A packed column must have the bytes that its head says')
  if (bytes.byteOffset % width === 0) return cellsOver(bytes, width, length)
  const cells = createCells(width, length)
  toBytes(cells).set(bytes)
  return cells
}

function cellsOver({ buffer, byteOffset }: Uint8Array, width: ColumnHead['width'], length: number): Cells {
  if (width === 1) return new Uint8Array(buffer, byteOffset, length)
  if (width === 2) return new Uint16Array(buffer, byteOffset, length)
  return width === 4 ? new Uint32Array(buffer, byteOffset, length) : new Float64Array(buffer, byteOffset, length)
}
