import { MIN_CAPACITY, MAX_CAPACITY, RESULT, TABLES, TABLE_BYTES } from './layout'

/** Tables: numbers by keys of 64 bits, by open addressing. A slot holds the key, and the value plus one. */

@unmanaged
export class Table {
  base: u32
  slots: u32
  capacity: u32
  size: u32
}
export const SHAPES = changetype<Table>(RESULT - 512)
export const LINES = changetype<Table>(RESULT - 448)
export const OBJECTS = changetype<Table>(RESULT - 384)

@inline
export function slotOf(table: Table, hash: u64): u32 {
  const mask = table.capacity - 1
  let at = ((hash ^ (hash >> 40)) as u32) & mask
  while (true) {
    const slot = table.slots + 16 * at
    const value = load<i32>(slot, 8)
    if (value === 0 || load<u64>(slot) === hash) return slot
    at = (at + 1) & mask
  }
}
@inline
export function valueOf(table: Table, hash: u64): i32 {
  return load<i32>(slotOf(table, hash), 8) - 1
}
export function put(table: Table, hash: u64, value: i32): bool {
  if (table.size * 2 >= table.capacity) {
    if (table.capacity < MAX_CAPACITY) grow(table)
    else if (valueOf(table, hash) < 0) return false
  }
  const slot = slotOf(table, hash)
  if (load<i32>(slot, 8) === 0) table.size += 1
  store<u64>(slot, hash)
  store<i32>(slot, value + 1, 8)
  return true
}
export function grow(table: Table): void {
  const old = table.slots
  const count = table.capacity
  table.slots = old + 16 * count
  table.capacity = 4 * count
  memory.fill(table.slots, 0, 16 * table.capacity)
  for (let at: u32 = 0; at < count; at++) {
    const from = old + 16 * at
    if (load<i32>(from, 8) === 0) continue
    const slot = slotOf(table, load<u64>(from))
    store<u64>(slot, load<u64>(from))
    store<i32>(slot, load<i32>(from, 8), 8)
  }
}
export function clear(table: Table, index: u32): void {
  table.slots = TABLES + index * TABLE_BYTES
  table.capacity = MIN_CAPACITY
  table.size = 0
  memory.fill(table.slots, 0, 16 * MIN_CAPACITY)
}
