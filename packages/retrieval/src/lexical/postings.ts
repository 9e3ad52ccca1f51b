/** Where terms stand in units (chunks or documents) of two fields. Those of term t are `[offsets[t], offsets[t + 1])`, units ascending. */
export type Postings = {
  readonly offsets: Uint32Array
  readonly units: Uint32Array
  /** How often a term stands in the first field, in the second; 255 and more are the same. */
  readonly first: Uint8Array
  readonly second: Uint8Array
}

/** Collects postings in the order of their units and sorts them by term: a counting sort, linear. */
export function createPostings() {
  let terms = new Uint32Array(1024)
  let units = new Uint32Array(1024)
  let counts = new Uint16Array(1024)
  let size = 0

  function grow(): void {
    const larger = <T extends Uint32Array | Uint16Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    terms = larger(terms, new Uint32Array(size * 2))
    units = larger(units, new Uint32Array(size * 2))
    counts = larger(counts, new Uint16Array(size * 2))
  }
  return {
    add(term: number, unit: number, first: number, second: number): void {
      if (size === terms.length) grow()
      terms[size] = term
      units[size] = unit
      counts[size] = Math.min(first, 255) | (Math.min(second, 255) << 8)
      size++
    },
    finish(termCount: number): Postings {
      const offsets = new Uint32Array(termCount + 1)
      for (let at = 0; at < size; at++) offsets[terms[at]! + 1]!++
      for (let term = 0; term < termCount; term++) offsets[term + 1]! += offsets[term]!
      const next = offsets.slice()
      const sorted = { offsets, units: new Uint32Array(size), first: new Uint8Array(size), second: new Uint8Array(size) }
      for (let at = 0; at < size; at++) {
        const place = next[terms[at]!]!++
        sorted.units[place] = units[at]!
        sorted.first[place] = counts[at]! & 255
        sorted.second[place] = counts[at]! >> 8
      }
      return sorted
    },
  }
}
