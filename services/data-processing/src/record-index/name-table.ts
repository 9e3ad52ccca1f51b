/** Different names at most that are told apart, and how long they may be together, in characters. */
const MAX_NAMES = 65_534
const MAX_CHARACTERS = 2 ** 21
const MAX_NAME_CHARACTERS = 200
/** Of a name that there was no room for. */
export const UNNAMED = 65_535

/** Numbers the hosts or components of a source from 1, as they come; 0 is none. */
export function createNameTable() {
  const ids = new Map<string, number>()
  const names: string[] = []
  let characters = 0
  let unnamed = 0
  let last: string | undefined
  let lastId = 0

  const give = (name: string): number => {
    const known = ids.get(name)
    if (known !== undefined) return known
    if (names.length >= MAX_NAMES || characters + name.length > MAX_CHARACTERS) return UNNAMED
    characters += name.length
    // A name cut out of a line would keep the whole chunk of text in memory.
    const own = Buffer.from(name).toString()
    names.push(own)
    ids.set(own, names.length)
    return names.length
  }
  return {
    idOf(name: string | undefined): number {
      if (name === undefined || name === '') return 0
      if (name !== last) {
        lastId = give(name.length > MAX_NAME_CHARACTERS ? name.slice(0, MAX_NAME_CHARACTERS) : name)
        last = name
      }
      if (lastId === UNNAMED) unnamed++
      return lastId
    },
    names: (): readonly string[] => names,
    unnamed: () => unnamed,
  }
}
