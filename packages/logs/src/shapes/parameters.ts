const WORD = '[A-Za-z_\\u0080-\\uffff]*\\d[\\w\\u0080-\\uffff]*'
/** Words with a digit and what joins them; behind one a group of a UUID that happens to hold no digit counts as one, too. */
export const PARAMETERS = new RegExp(`${WORD}(?:[.:\\-/,@+]${WORD}|-[a-fA-F]{4}(?=-))*`, 'g')
const WORDS_OF_PARAMETER = /[\w\u0080-\uffff]+/g
/** Half of a character, which decoding gives nowhere. */
const NO_TEXT = '\ud800'
/** Parameters that a bit set of names can tell. */
const MAX_PARAMETERS = 32

/** What of a shape's parameters are names, as far as was seen: these count with every byte. */
export type NamePlan = {
  /** Bit set of parameters, among the first 32. */
  readonly named: number
  /** Once a name turned out to be a value, none is added: the plan of a shape changes 64 times at most. */
  readonly wasNarrowed: boolean
}

export const NO_NAMES: NamePlan = { named: 0, wasNarrowed: false }

/** Bit set of the parameters of a text that hold one of the names; undefined when one of them is too far behind. */
export function namedParameters(text: string, names: readonly string[]): number | undefined {
  if (names.length === 0) return 0
  let named = 0
  const parameters = text.match(PARAMETERS) ?? []
  for (const [at, parameter] of parameters.entries()) {
    if (!names.some((name) => parameter.includes(name))) continue
    if (at >= MAX_PARAMETERS) return undefined
    named |= 1 << at
  }
  return named
}

/** A text without the words of parameters that are not named: what all texts of its shape and names share, in order. */
export function sharedText(text: string, named = 0): string {
  let at = -1
  return text.replaceAll(PARAMETERS, (parameter) => {
    at += 1
    return at < MAX_PARAMETERS && ((named >>> at) & 1) === 1 ? parameter : parameter.replaceAll(WORDS_OF_PARAMETER, NO_TEXT)
  })
}

/** The plan with other names; undefined when it stays. */
export function reviseNames<P extends NamePlan>(plan: P, wanted: number): P | undefined {
  const { named, wasNarrowed } = plan
  if ((named & ~wanted) !== 0) return { ...plan, named: named & wanted, wasNarrowed: true }
  return wanted === named || wasNarrowed ? undefined : { ...plan, named: wanted }
}
