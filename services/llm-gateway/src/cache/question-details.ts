/** Parts of a word that has an opposite or compares: two questions that differ in one ask for two things. */
const CONTRASTS = `
  more less fewer greater smaller larger bigger higher lower faster slower longer shorter above below under before after
  than most least max min first last old new latest only all every each both either always sometimes up down out off
  increas decreas rais reduc enabl disabl start stop add remov delet creat allow den block open clos lock unlock read
  writ send receiv encrypt decrypt encod decod import export upgrad downgrad push pull connect disconnect mount unmount
  load unload success succeed fail
`
  .trim()
  .split(/\s+/)
const ENDING = '(?:s|es|e|ed|d|y|ies|ied|ing|ping|er|est|imum)?'
const CONTRAST = new RegExp(`^(${CONTRASTS.toSorted((one, other) => other.length - one.length).join('|')})${ENDING}$`)
const NEGATION = /^(?:not|no|never|none|nothing|nobody|nor|neither|without|except|unless|cannot)$|n['’]t$/
const QUOTED = /(?<![\p{L}\p{N}])(["'`“‘«])([^"'`“”‘’«»]{1,200})["'`”’»](?![\p{L}\p{N}])/gu
const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}_'’]|[-.:/@#+$%](?=[\p{L}\p{N}_]))*|[<>=!≤≥≠~]=?/gu
const SENTENCE_END = /[.?!:]\s*$/

/**
 * What two questions must share to have one answer, in order: numbers, identifiers, names, quoted words, negations (each as `not`), words that compare
 * or have an opposite. Which common nouns and lower-case names they hold is not told here: the threshold of an entry answers for that.
 */
export function detailsOf(text: string): readonly string[] {
  return wordsOf(text).flatMap(({ word, isDetail }) => (isDetail ? [word] : []))
}

/**
 * Whether every detail of the one text stands in the other, in both directions: a name that only one of them marks as such counts too.
 * @param order `same`: "from a1 to b2" is not "from b2 to a1"
 */
export function haveSameDetails(one: string, other: string, order: 'same' | 'any'): boolean {
  const [ours, theirs] = [wordsOf(one), wordsOf(other)]
  const details = new Set([...ours, ...theirs].flatMap(({ word, isDetail }) => (isDetail ? [word] : [])))
  const told = (words: readonly Word[]) => {
    const found = words.flatMap(({ word }) => (details.has(word) ? [word] : []))
    return (order === 'same' ? found : [...new Set(found)].toSorted()).join('\n')
  }
  return told(ours) === told(theirs)
}

type Word = { readonly word: string; readonly isDetail: boolean }

function wordsOf(text: string): readonly Word[] {
  const plain = text.normalize('NFKC')
  const quotes = [...plain.matchAll(QUOTED)].map(({ index, 0: whole }) => [index, index + whole.length] as const)
  return [...plain.matchAll(WORD)].map(({ 0: written, index }) => {
    const lower = written.toLowerCase()
    if (NEGATION.test(lower)) return { word: 'not', isDetail: true }
    const [, contrast] = CONTRAST.exec(lower) ?? []
    if (contrast !== undefined) return { word: contrast, isDetail: true }
    const isQuoted = quotes.some(([from, to]) => index > from && index < to)
    return { word: lower, isDetail: isQuoted || isNamed(written, plain.slice(0, index)) }
  })
}

/** Digits, signs or capitals within, a capital that begins no sentence: what people write so is a name, a number or a path. */
function isNamed(written: string, before: string): boolean {
  if (/[\p{N}_\-.:/@#+$%<>=!≤≥≠~]|\p{L}\p{Lu}/u.test(written)) return true
  const beginsSentence = before.trim() === '' || SENTENCE_END.test(before)
  return written.length > 1 && /^\p{Lu}/u.test(written) && !beginsSentence
}
