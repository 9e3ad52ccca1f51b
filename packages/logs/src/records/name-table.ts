/** Different names at most that are told apart, and how long they may be together, in characters. */
const MAX_NAMES = 65_534
const MAX_CHARACTERS = 2 ** 21
const MAX_NAME_CHARACTERS = 200
/** Of a name that there was no room for. */
export const UNNAMED = 65_535

/** Numbers the hosts or components of a source from 1, as they come; 0 is none. */
export type NameTable = {
  readonly numberOf: (name: string | undefined) => number
  /** Undefined for none, and for one that there was no room for. Of a long name its first 200 characters. */
  readonly nameOf: (number: number) => string | undefined
  /** The first has number 1. */
  readonly names: () => readonly string[]
}

export function createNameTable(): NameTable {
  const numbers = new Map<string, number>()
  const names: string[] = []
  let characters = 0

  const give = (name: string): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    if (names.length >= MAX_NAMES || characters + name.length > MAX_CHARACTERS) return UNNAMED
    characters += name.length
    // A name cut out of a line would keep the whole chunk of text in memory.
    const own = Buffer.from(name, 'utf16le').toString('utf16le')
    names.push(own)
    numbers.set(own, names.length)
    return names.length
  }
  return {
    numberOf: (name) =>
      name === undefined || name === '' ? 0 : give(name.length > MAX_NAME_CHARACTERS ? name.slice(0, MAX_NAME_CHARACTERS) : name),
    nameOf: (number) => names[number - 1],
    names: () => names,
  }
}
