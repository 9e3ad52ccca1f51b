// Parameters of one type in a row: `<ip>, <ip>, <ip>`. The type is repeated by reference, so the search stays linear.
const LIST = /<(\w+)>(?:,? <\1>){1,400}/g
/** Two texts with one and two parameters may be two kinds; from three on it is a list. */
const LIST_ITEMS = 3

/**
 * The texts with lists written as one parameter, where texts differ in the length of their lists only; all others as they are.
 * A list of always the same length (a rectangle, four registers) keeps its items.
 */
export function collapseLists(texts: readonly string[]): string[] {
  const collapsed = texts.map((text) => text.replace(LIST, '<$1>'))
  const variants = new Map<string, Set<string>>()
  collapsed.forEach((key, at) => {
    const known = variants.get(key)
    if (known === undefined) variants.set(key, new Set([texts[at]!]))
    else known.add(texts[at]!)
  })
  return texts.map((text, at) => {
    const alike = variants.get(collapsed[at]!)
    return alike !== undefined && alike.size > 1 && [...alike].some(hasList) ? collapsed[at]! : text
  })
}

function hasList(text: string): boolean {
  return (text.match(LIST) ?? []).some((list) => list.split(' ').length >= LIST_ITEMS)
}
