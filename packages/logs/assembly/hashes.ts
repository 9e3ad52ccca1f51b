import { INPUT } from './layout'
import { areDigits } from './bitmaps'

/** Hashes: each step is a bijection of what it adds, so that only sequences can collide; the seed differs from process to process. */

const FACTOR: u64 = 0x9e3779b97f4a7c15
const FACTOR_2: u64 = 0xc2b2ae3d27d4eb4f

@inline
export function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * FACTOR
  return product ^ (product >> 32)
}
/** The first 1 to 8 bytes from a place on. */
@inline
export function head(at: u32, count: u32): u64 {
  return load<u64>(INPUT + at) & ((<u64>-1) >> (64 - (count << 3)))
}
/** Bytes, and what follows them: a number below 256. */
@inline
export function mixBytesAnd(hash: u64, from: u32, to: u32, next: u64): u64 {
  let at = from
  for (; at + 8 <= to; at += 8) hash = mix(hash, load<u64>(INPUT + at))
  if (at < to) hash = mix(hash, head(at, to - at))
  return mix(hash, ((to - from) as u64) | (next << 32))
}
@inline
export function mixBytes(hash: u64, from: u32, to: u32): u64 {
  return mixBytesAnd(hash, from, to, 0)
}
/** The same with all digits taken for one. */
export function mixClasses(hash: u64, from: u32, to: u32): u64 {
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(INPUT + at)
    const classes = v128.bitselect(i8x16.splat(48), bytes, areDigits(bytes))
    const left = to - at
    const low = i64x2.extract_lane(classes, 0) as u64
    hash = mix(hash, left >= 8 ? low : low & ((<u64>-1) >> (64 - (left << 3))))
    if (left <= 8) break
    const high = i64x2.extract_lane(classes, 1) as u64
    hash = mix(hash, left >= 16 ? high : high & ((<u64>-1) >> (128 - (left << 3))))
  }
  return mix(hash, to - from)
}

let seedOfReading: u64 = FACTOR
/** What every hash begins with: another one in each reading. */
@inline
export function seed(): u64 {
  return seedOfReading
}
export function setSeed(value: u64): void {
  seedOfReading = mix(FACTOR_2, value)
}
