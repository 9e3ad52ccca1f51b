/** A seeded source of numbers in [0, 1): the same seed gives the same load. @see Widynski-style mulberry32, 32 bits of state */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of some values by weight; `weights` as in `{ browse: 6, order: 3 }`. */
export function choose<Name extends string>(weights: Readonly<Record<Name, number>>, random: () => number): Name {
  const entries = Object.entries<number>(weights)
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]
  return found?.[0] as Name
}
