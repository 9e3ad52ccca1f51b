/** Slots at most: 6 MiB. */
const MAX_CAPACITY = 1 << 19
/** Slots at first: an archive of ten thousand small logs makes as many tables. */
const MIN_CAPACITY = 1 << 10

/** Numbers from 0 by keys of 64 bits in two halves. Holds at most 262 144; what comes after is refused. */
export function createShapeTable() {
  let capacity = MIN_CAPACITY
  let slots = createSlots(capacity)
  let size = 0

  /** A slot is three numbers: the halves of the key, and the value plus one. */
  const find = (first: number, second: number): number => {
    let at = (first ^ (first >>> 15)) & (capacity - 1)
    for (;;) {
      const value = slots[3 * at + 2]!
      if (value === 0 || (slots[3 * at] === first && slots[3 * at + 1] === second)) return value - 1
      at = (at + 1) & (capacity - 1)
    }
  }
  const put = (first: number, second: number, value: number): void => {
    let at = (first ^ (first >>> 15)) & (capacity - 1)
    while (slots[3 * at + 2] !== 0 && (slots[3 * at] !== first || slots[3 * at + 1] !== second)) at = (at + 1) & (capacity - 1)
    if (slots[3 * at + 2] === 0) size += 1
    slots[3 * at] = first
    slots[3 * at + 1] = second
    slots[3 * at + 2] = value + 1
  }
  const grow = () => {
    const old = slots
    capacity *= 4
    slots = createSlots(capacity)
    size = 0
    for (let at = 0; at < old.length; at += 3) if (old[at + 2] !== 0) put(old[at]!, old[at + 1]!, old[at + 2]! - 1)
  }
  return {
    /** Value of a key, -1 when it has none. */
    find,
    /** @returns false when the table is full and the key is new */
    set: (first: number, second: number, value: number): boolean => {
      if (size * 2 >= capacity) {
        if (capacity < MAX_CAPACITY) grow()
        else if (find(first, second) < 0) return false
      }
      put(first, second, value)
      return true
    },
  }
}

function createSlots(capacity: number): Int32Array {
  return new Int32Array(3 * capacity)
}
