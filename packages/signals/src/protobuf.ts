/** How the value of a field is written. Groups (3 and 4), obsolete since proto3, count as broken. */
export const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

const decoder = new TextDecoder()

/**
 * Walks the fields of one Protocol Buffers message without its schema: `next()` moves to a field, the other methods read the value
 * there in the way the schema says. Nothing is copied; no input makes it throw.
 *
 * @example
 * const message = new WireReader(bytes)
 * while (message.next()) if (message.field === 1 && message.isBytes) readResource(message.message())
 * if (message.problem !== undefined) say(`${message.problem} at byte ${message.position}`)
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  /** Number of the field in the schema. */
  field = 0
  wireType = -1
  /** Why `next()` went no further; undefined at a proper end. What was read before stays valid. */
  problem: string | undefined
  /** Byte of the whole input where the next field begins, or where it broke. */
  position: number
  private readonly bytes: Uint8Array
  private readonly end: number
  private ownView: DataView | undefined
  private from = 0
  private to = 0
  private low = 0
  private high = 0

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.end = end
    this.position = start
  }

  /** Made late: most messages have no fixed numbers. */
  private get view(): DataView {
    return (this.ownView ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength))
  }

  /** Moves to the next field. @returns false at the end and where the message is broken */
  next(): boolean {
    if (this.position >= this.end || this.problem !== undefined) return false
    const start = this.position
    if (!this.readVarint()) return this.breakAt(start, 'A field number is cut off')
    this.field = ((this.low >>> 3) | (this.high << 29)) >>> 0
    this.wireType = this.low & 7
    if (this.field === 0) return this.breakAt(start, 'A field has the number 0')
    return this.readValue(start)
  }

  get isVarint(): boolean {
    return this.wireType === WIRE_TYPE.varint
  }
  get isFixed64(): boolean {
    return this.wireType === WIRE_TYPE.fixed64
  }
  get isBytes(): boolean {
    return this.wireType === WIRE_TYPE.bytes
  }
  /** First byte of the value in the whole input, and how many there are. */
  get valueStart(): number {
    return this.from
  }
  get valueLength(): number {
    return this.to - this.from
  }

  /** An unsigned varint; exact below 2^53. */
  uint(): number {
    return this.high * 2 ** 32 + this.low
  }
  /** A varint of type int32, int64 or enum: negative numbers are written in two's complement. Exact within ±2^53. */
  int(): number {
    return (this.high | 0) * 2 ** 32 + this.low
  }
  /** A varint of type sint32 or sint64 (zigzag). Exact within ±2^53. */
  sint(): number {
    const half = this.high * 2 ** 31 + (this.low >>> 1)
    return this.low & 1 ? -half - 1 : half
  }
  bool(): boolean {
    return this.low !== 0 || this.high !== 0
  }
  double(): number {
    return this.view.getFloat64(this.from, true)
  }
  fixed64(): bigint {
    return this.view.getBigUint64(this.from, true)
  }
  /** Signed, exact within ±2^53. */
  sfixed64(): number {
    return this.view.getInt32(this.from + 4, true) * 2 ** 32 + this.view.getUint32(this.from, true)
  }
  /** Nanoseconds of a fixed64 as whole microseconds and a remainder of 0 to 999, without a bigint. */
  nanoseconds(): { readonly us: number; readonly remainderNs: number } {
    const [low, high] = [this.view.getUint32(this.from, true), this.view.getUint32(this.from + 4, true)]
    // 2^32 = 4 294 967 · 1000 + 296: neither part leaves 2^53.
    const rest = high * 296 + low
    const over = Math.floor(rest / 1000)
    return { us: high * 4_294_967 + over, remainderNs: rest - over * 1000 }
  }
  fixed32(): number {
    return this.view.getUint32(this.from, true)
  }
  float(): number {
    return this.view.getFloat32(this.from, true)
  }
  /** The value as UTF-8; broken bytes become U+FFFD. */
  text(): string {
    return decoder.decode(this.slice())
  }
  slice(): Uint8Array {
    return this.bytes.subarray(this.from, this.to)
  }
  /** A reader of the value as a message of its own; its `position` counts in the same input. */
  message(): WireReader {
    return new WireReader(this.bytes, this.from, this.to)
  }

  private readValue(start: number): boolean {
    switch (this.wireType) {
      case WIRE_TYPE.varint:
        return this.readVarint() || this.breakAt(start, `Field ${this.field} has a number that does not end`)
      case WIRE_TYPE.fixed64:
        return this.take(8, start)
      case WIRE_TYPE.bytes:
        return this.readVarint() ? this.take(this.uint(), start) : this.breakAt(start, `Field ${this.field} is cut off`)
      case WIRE_TYPE.fixed32:
        return this.take(4, start)
      default:
        return this.breakAt(start, `Field ${this.field} is of a kind that does not exist (${this.wireType})`)
    }
  }

  private take(length: number, start: number): boolean {
    if (length > this.end - this.position) return this.breakAt(start, `Field ${this.field} is longer than what is left`)
    this.from = this.position
    this.to = this.position + length
    this.position = this.to
    return true
  }

  /** Seven bits a byte, the lowest first, at most ten bytes, into two words of 32. */
  private readVarint(): boolean {
    this.low = 0
    this.high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) return false
      const byte = this.bytes[this.position]!
      this.position += 1
      const bits = byte & 127
      if (shift < 28) this.low |= bits << shift
      else if (shift === 28) {
        this.low |= bits << 28
        this.high = bits >>> 4
      } else this.high |= bits << (shift - 32)
      if (byte < 128) {
        this.low >>>= 0
        this.high >>>= 0
        return true
      }
    }
    return false
  }

  private breakAt(position: number, problem: string): false {
    this.position = position
    this.problem = problem
    return false
  }
}
