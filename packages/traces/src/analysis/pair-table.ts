/** Pairs of numbers, numbered in order of their first sight, with the bad and good traces of each. */
export type PairTable = {
  /** A pair counts once in a trace; pairs beyond two million are left out. */
  count(key: number, value: number, trace: number, isBad: boolean, span: number): void
  /** By number of the pair: traces, and the span that showed it first. Longer than `size`. */
  counts(): { readonly size: number } & Readonly<Omit<Columns, 'key' | 'value' | 'last'>>
  pair(number: number): readonly [key: number, value: number]
}
type Columns = Record<(typeof COLUMNS)[number], Int32Array>

const COLUMNS = ['key', 'value', 'bad', 'good', 'last', 'badExample', 'goodExample'] as const
const MAX_PAIRS = 2_000_000

/** Open addressing and a column a figure: no object a pair. The hash has a secret, so that no file can be made to collide. */
export function createPairTable(): PairTable {
  const [keySecret = 0, valueSecret = 0] = crypto.getRandomValues(new Uint32Array(2))
  let slots = new Int32Array(4096).fill(-1)
  let columns = createColumns(1024)
  let size = 0

  function slotOf(key: number, value: number): number {
    return mix(mix(key ^ keySecret) ^ value ^ valueSecret) & (slots.length - 1)
  }

  function numberOf(key: number, value: number): number {
    let slot = slotOf(key, value)
    for (let known = slots[slot]!; known >= 0; known = slots[slot]!) {
      if (columns.key[known] === key && columns.value[known] === value) return known
      slot = (slot + 1) & (slots.length - 1)
    }
    if (size >= MAX_PAIRS) return -1
    if (size === columns.key.length) columns = createColumns(2 * size, columns)
    columns.key[size] = key
    columns.value[size] = value
    slots[slot] = size
    size += 1
    if (size * 2 > slots.length) rehash()
    return size - 1
  }

  function rehash(): void {
    slots = new Int32Array(slots.length * 2).fill(-1)
    for (let number = 0; number < size; number += 1) {
      let slot = slotOf(columns.key[number]!, columns.value[number]!)
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = number
    }
  }

  return {
    count(key, value, trace, isBad, span) {
      const number = numberOf(key, value)
      if (number < 0 || columns.last[number] === trace) return
      columns.last[number] = trace
      const [traces, example] = isBad ? [columns.bad, columns.badExample] : [columns.good, columns.goodExample]
      if (traces[number] === 0) example[number] = span
      traces[number]! += 1
    },
    counts: () => ({ size, ...columns }),
    pair: (number) => [columns.key[number]!, columns.value[number]!],
  }
}

/** Room for as many pairs, with what was in smaller columns. `last` is the last trace that had the pair, −1 for none. */
function createColumns(room: number, smaller?: Columns): Columns {
  const columns: Columns = {
    key: new Int32Array(room),
    value: new Int32Array(room),
    bad: new Int32Array(room),
    good: new Int32Array(room),
    last: new Int32Array(room).fill(-1),
    badExample: new Int32Array(room),
    goodExample: new Int32Array(room),
  }
  if (smaller) for (const name of COLUMNS) columns[name].set(smaller[name])
  return columns
}

/** Spreads 32 bits over 32 bits, every bit of the result by every bit given (the finalizer of MurmurHash3, A. Appleby). */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
