import { OpenError } from './open-error.ts'

/** Where each set of bit probabilities begins in the one array that holds them all. */
const IS_MATCH = 0
const IS_REP = IS_MATCH + 192
const IS_REP_0 = IS_REP + 12
const IS_REP_1 = IS_REP_0 + 12
const IS_REP_2 = IS_REP_1 + 12
const IS_REP_0_LONG = IS_REP_2 + 12
const DISTANCE_SLOT = IS_REP_0_LONG + 192
const DISTANCE_SPECIAL = DISTANCE_SLOT + 256
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 128
const LENGTH = DISTANCE_ALIGN + 16
const REP_LENGTH = LENGTH + 514
const LITERAL = REP_LENGTH + 514
const LENGTH_LOW = 2
/** A symbol takes at most some 50 decoded bits, each a fraction of a byte up to two. */
const MAX_SYMBOL_BYTES = 24
const LENGTH_MIDDLE = LENGTH_LOW + 128
const LENGTH_HIGH = LENGTH_MIDDLE + 128

/**
 * The LZMA part of LZMA2: decodes chunks into a dictionary that goes round. A class because its fields are the hot state of
 * the range coder: as locals of one function the code is twice as long, as a closure a third slower.
 * @see LZMA specification, Igor Pavlov (7-Zip SDK, lzma-specification.txt)
 */
export class LzmaDecoder {
  readonly #dictionary: Uint8Array
  /** Where the next byte goes, and how many bytes a match may look back on. */
  #head = 0
  #filled = 0
  #probabilities = new Uint16Array(LITERAL)
  #literalContextBits = 0
  #literalPositionMask = 0
  #positionMask = 0
  #state = 0
  #repeats: [number, number, number, number] = [0, 0, 0, 0]
  /** Bytes decoded since the dictionary was reset: what position bits count. */
  #position = 0
  #input: Uint8Array = new Uint8Array(0)
  #at = 0
  #range = 0
  #code = 0
  #left = 0
  #lastSafe = Infinity

  constructor(dictionaryBytes: number) {
    this.#dictionary = new Uint8Array(dictionaryBytes)
  }

  resetDictionary(): void {
    this.#filled = 0
    this.#position = 0
  }

  /** @param properties `(pb * 5 + lp) * 9 + lc` */
  setProperties(properties: number): void {
    const literalContextBits = properties % 9
    const rest = Math.floor(properties / 9)
    const literalPositionBits = rest % 5
    if (properties >= 225 || literalContextBits + literalPositionBits > 4) throw damaged()
    this.#literalContextBits = literalContextBits
    this.#literalPositionMask = (1 << literalPositionBits) - 1
    this.#positionMask = (1 << Math.floor(rest / 5)) - 1
    this.#probabilities = new Uint16Array(LITERAL + (0x300 << (literalContextBits + literalPositionBits)))
  }

  resetState(): void {
    this.#probabilities.fill(1024)
    this.#state = 0
    this.#repeats = [0, 0, 0, 0]
  }

  /** Takes bytes as they are. @returns them, for giving out */
  copy(bytes: Uint8Array): Uint8Array {
    for (const byte of bytes) this.#put(byte)
    return bytes
  }

  /** Begins a chunk that unpacks to `bytes`. One that is cut gives what its input is enough for. */
  begin(input: Uint8Array, bytes: number, isCut = false): void {
    this.#lastSafe = isCut ? input.length - MAX_SYMBOL_BYTES : Infinity
    if (input.length < 5 || input[0] !== 0) throw damaged()
    this.#input = input
    this.#range = 0xffffffff
    this.#code = new DataView(input.buffer, input.byteOffset).getUint32(1)
    this.#at = 5
    this.#left = bytes
  }

  /** Unpacks about `bytes` more of the chunk; an empty answer says that it is done. */
  next(bytes: number): Uint8Array {
    const wanted = Math.min(bytes, this.#left)
    // A match is at most 273 bytes and may run over the slice, but never over the chunk.
    const out = new Uint8Array(Math.min(wanted + 273, this.#left))
    const stop = this.#left - wanted
    let filled = 0
    while (this.#left > stop && this.#at <= this.#lastSafe) {
      const length = this.#symbol()
      if (length > this.#left) throw damaged()
      filled = this.#giveOut(out, filled, length)
      this.#left -= length
    }
    if (this.#left === 0 && wanted > 0 && (this.#code !== 0 || this.#at > this.#input.length)) throw damaged()
    return out.subarray(0, filled)
  }

  /** Decodes one literal or match. @returns how many bytes it puts out; a literal's byte stands in the dictionary already */
  #symbol(): number {
    const positionState = this.#position & this.#positionMask
    if (this.#bit(IS_MATCH + (this.#state << 4) + positionState) === 0) {
      this.#put(this.#literal())
      return 1
    }
    const length = this.#match(positionState)
    const distance = this.#repeats[0]
    if (distance >= this.#filled) throw damaged()
    const dictionary = this.#dictionary
    let from = this.#head - distance - 1
    if (from < 0) from += dictionary.length
    for (let index = 0; index < length; index++) {
      this.#put(dictionary[from] ?? 0)
      if (++from === dictionary.length) from = 0
    }
    return length
  }

  #put(byte: number): void {
    this.#dictionary[this.#head] = byte
    if (++this.#head === this.#dictionary.length) this.#head = 0
    if (this.#filled < this.#dictionary.length) this.#filled++
    this.#position = (this.#position + 1) >>> 0
  }

  #giveOut(out: Uint8Array, filled: number, length: number): number {
    let from = this.#head - length
    if (from < 0) from += this.#dictionary.length
    for (let index = 0; index < length; index++) {
      out[filled + index] = this.#dictionary[from] ?? 0
      if (++from === this.#dictionary.length) from = 0
    }
    return filled + length
  }

  #back(distance: number): number {
    if (distance >= this.#filled) return 0
    const from = this.#head - distance - 1
    return this.#dictionary[from < 0 ? from + this.#dictionary.length : from] ?? 0
  }

  #literal(): number {
    const previous = this.#back(0)
    const context =
      ((this.#position & this.#literalPositionMask) << this.#literalContextBits) + (previous >> (8 - this.#literalContextBits))
    const base = LITERAL + 0x300 * context
    let symbol = 1
    if (this.#state >= 7) {
      // After a match the byte is predicted from the one that would have continued it.
      let expected = this.#back(this.#repeats[0])
      while (symbol < 0x100) {
        const expectedBit = (expected >> 7) & 1
        expected <<= 1
        const bit = this.#bit(base + ((1 + expectedBit) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== expectedBit) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol)
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6
    return symbol & 0xff
  }

  /** @returns the match's length; its distance becomes the first of the repeats */
  #match(positionState: number): number {
    const state = this.#state
    const repeats = this.#repeats
    if (this.#bit(IS_REP + state) === 0) {
      this.#repeats = [0, repeats[0], repeats[1], repeats[2]]
      const length = this.#length(LENGTH, positionState)
      this.#state = state < 7 ? 7 : 10
      this.#repeats[0] = this.#distance(length)
      return length
    }
    if (this.#bit(IS_REP_0 + state) === 0) {
      if (this.#bit(IS_REP_0_LONG + (state << 4) + positionState) === 0) {
        this.#state = state < 7 ? 9 : 11
        return 1
      }
    } else if (this.#bit(IS_REP_1 + state) === 0) this.#repeats = [repeats[1], repeats[0], repeats[2], repeats[3]]
    else if (this.#bit(IS_REP_2 + state) === 0) this.#repeats = [repeats[2], repeats[0], repeats[1], repeats[3]]
    else this.#repeats = [repeats[3], repeats[0], repeats[1], repeats[2]]
    this.#state = state < 7 ? 8 : 11
    return this.#length(REP_LENGTH, positionState)
  }

  #length(base: number, positionState: number): number {
    if (this.#bit(base) === 0) return 2 + this.#tree(base + LENGTH_LOW + (positionState << 3), 3)
    if (this.#bit(base + 1) === 0) return 10 + this.#tree(base + LENGTH_MIDDLE + (positionState << 3), 3)
    return 18 + this.#tree(base + LENGTH_HIGH, 8)
  }

  #distance(length: number): number {
    const slot = this.#tree(DISTANCE_SLOT + (Math.min(length - 2, 3) << 6), 6)
    if (slot < 4) return slot
    const directBits = (slot >> 1) - 1
    const top = ((2 | (slot & 1)) << directBits) >>> 0
    if (slot < 14) return top + this.#reverseTree(DISTANCE_SPECIAL + top - slot, directBits)
    let direct = 0
    for (let index = directBits - 4; index > 0; index--) direct = (direct << 1) | this.#evenBit()
    return (top + direct * 16 + this.#reverseTree(DISTANCE_ALIGN, 4)) >>> 0
  }

  #tree(base: number, bits: number): number {
    let symbol = 1
    for (let index = 0; index < bits; index++) symbol = (symbol << 1) | this.#bit(base + symbol)
    return symbol - (1 << bits)
  }
  #reverseTree(base: number, bits: number): number {
    let symbol = 1
    let value = 0
    for (let index = 0; index < bits; index++) {
      const bit = this.#bit(base + symbol)
      symbol = (symbol << 1) | bit
      value |= bit << index
    }
    return value
  }

  #bit(index: number): number {
    this.#normalise()
    const probability = this.#probabilities[index] ?? 0
    const bound = (this.#range >>> 11) * probability
    if (this.#code < bound) {
      this.#range = bound
      this.#probabilities[index] = probability + ((2048 - probability) >> 5)
      return 0
    }
    this.#range -= bound
    this.#code -= bound
    this.#probabilities[index] = probability - (probability >> 5)
    return 1
  }
  #evenBit(): number {
    this.#normalise()
    this.#range >>>= 1
    if (this.#code < this.#range) return 0
    this.#code -= this.#range
    return 1
  }
  #normalise(): void {
    if (this.#range >= 0x1000000) return
    this.#range = (this.#range << 8) >>> 0
    this.#code = ((this.#code << 8) | (this.#input[this.#at++] ?? 0)) >>> 0
  }
}

function damaged(): OpenError {
  return new OpenError('corrupt', 'The xz data is damaged')
}
