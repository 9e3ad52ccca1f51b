import type { Claim } from '@faultmaven/contracts'
import { textsOf } from './texts-of-claim.ts'

const TO_NINETEEN =
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'
/** Words that are a number; "one" is an article as often. */
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ['zero', 0],
  ...TO_NINETEEN.split(' ').map((word, index) => [word, index + 2] as const),
  ...TENS.split(' ').map((word, index) => [word, 20 + 10 * index] as const),
])
/** Amounts that no citation holds as a figure: they stand in it as words, or not at all. */
const AMOUNTS =
  /^(?:half|halves|halved|thirds?|quarters?|twice|thrice|doubl\w*|tripl\w*|quadrupl\w*|tenfold|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|\w+fold)$/
/** Digits of other scripts that are letters to Unicode. */
const HAN_NUMBERS = /[〇一二三四五六七八九十百千万萬億亿兆]/gu
const TOKEN = /[\p{L}\p{N}_./:,%+#@-]*\p{N}[\p{L}\p{N}_./:,%+#@-]*/gu
const EDGE = /^[.,:/_+#@-]+|[.,:/_+#@-]+$/g
const FIGURE = /^(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(%|\p{L}{1,12})?$/u
const UNITS: Readonly<Record<string, string>> = unitsOf(
  '% percent|ns nanosecond nanoseconds|us µs μs microsecond microseconds|ms msec millisecond milliseconds|s sec secs second seconds|min mins minute minutes|h hr hour hours|d day days|b byte bytes|kb kilobyte kilobytes|mb megabyte megabytes|gb gigabyte gigabytes|tb terabyte terabytes|kib|mib|gib|tib|hz|khz|mhz|ghz|x times|rps|qps',
)

type Figure = { readonly value: number; readonly unit: string }
type Corpus = { readonly text: string; readonly figures: readonly Figure[] }

/**
 * Whether every number of a sentence stands in a claim that it rests on: as a figure with the same unit in its result or a line that it
 * cites, or, where it is part of a name or a time, letter by letter. Words for numbers count as numbers; what cannot be told
 * counts as unbound.
 *
 * @param claims verified ones; without any a sentence must have no number
 */
export function areNumbersBound(sentence: string, claims: readonly Claim[]): boolean {
  const text = sentence.normalize('NFKC')
  const corpus = corpusOf(claims)
  const rest = text.replaceAll(TOKEN, ' ')
  return figuresBound(text, corpus) && wordsBound(rest, text, corpus)
}

function figuresBound(text: string, corpus: Corpus): boolean {
  return [...text.matchAll(TOKEN)].every((match) => {
    const token = match[0].replaceAll(EDGE, '')
    const figure = figureOf(token, text.slice(match.index + match[0].length))
    return figure ? hasFigure(corpus, figure) : holdsWhole(corpus.text, token)
  })
}

/** @param after what follows the token, for a unit that stands apart */
function figureOf(token: string, after: string): Figure | undefined {
  const [, digits, suffix] = FIGURE.exec(token) ?? []
  if (digits === undefined) return undefined
  const unit = suffix === undefined ? unitAfter(after) : UNITS[suffix.toLowerCase()]
  return unit === undefined ? undefined : { value: Number(digits.replaceAll(',', '')), unit }
}

function unitAfter(after: string): string {
  const [, word = ''] = /^\s{0,2}(%|\p{L}{1,12})/u.exec(after) ?? []
  return UNITS[word.toLowerCase()] ?? ''
}

function wordsBound(rest: string, text: string, corpus: Corpus): boolean {
  if ([...text.matchAll(HAN_NUMBERS)].some(([letter]) => !corpus.text.includes(letter))) return false
  return [...rest.matchAll(/\p{L}+/gu)].every(([word], index, words) => {
    const lower = word.toLowerCase()
    const value = NUMBER_WORDS.get(lower)
    const next = words[index + 1]?.[0].toLowerCase() ?? ''
    if (value !== undefined) return hasFigure(corpus, { value, unit: UNITS[next] ?? '' })
    return !AMOUNTS.test(lower) || holdsWhole(corpus.text.toLowerCase(), lower)
  })
}

function hasFigure({ figures }: Corpus, { value, unit }: Figure): boolean {
  return figures.some((figure) => figure.value === value && figure.unit === unit)
}

/** Stands there with no letter, digit or joint of a longer name on either side; a time may be cut after its minutes. */
function holdsWhole(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at + token.length, at + token.length + 2)]
    const opens = !/[\p{L}\p{N}]$|[\p{N}][.:,-]$/u.test(before) || /\dT$/.test(before)
    const closes = !/^[\p{L}\p{N}]|^[.,-]\p{N}/u.test(after) || after.startsWith('Z')
    if (opens && closes) return true
  }
  return false
}

function corpusOf(claims: readonly Claim[]): Corpus {
  // Not the sentence of the claim: a model chose what it compares with, and "more than 3" is true of 4000.
  const quotes = claims.flatMap(textsOf)
  const names = claims.flatMap(({ citations }) => citations.flatMap((one) => (one.kind === 'search' ? [] : [one.sourceName])))
  const results = claims.flatMap(({ result }) => Object.entries(result).flatMap(([name, value]) => resultFigure(name, value)))
  const texts = claims.flatMap(({ result }) => Object.values(result).filter((value) => typeof value === 'string'))
  const said = [...quotes, ...texts].join('\n').normalize('NFKC')
  return { text: [said, ...names].join('\n'), figures: [...results, ...figuresIn(said)] }
}

/** `leadMs` is in milliseconds, `durationNs` in nanoseconds; other results are plain numbers. */
function resultFigure(name: string, value: unknown): Figure[] {
  if (typeof value !== 'number') return []
  const [, unit] = /(Ms|Ns)$/.exec(name) ?? []
  return [{ value, unit: unit === undefined ? '' : unit.toLowerCase() }]
}

function figuresIn(text: string): Figure[] {
  return [...text.matchAll(TOKEN)].flatMap((match) => {
    const token = match[0].replaceAll(EDGE, '')
    const whole = figureOf(token, text.slice(match.index + match[0].length))
    return whole ?? portOf(token)
  })
}

/** The number behind the colon of `db:5432`. */
function portOf(token: string): Figure[] {
  const [, digits] = /^[\p{L}][\p{L}\p{N}.-]*:(\d{1,5})$/u.exec(token) ?? []
  return digits === undefined ? [] : [{ value: Number(digits), unit: '' }]
}

function unitsOf(table: string): Record<string, string> {
  const rows = table.split('|').map((row) => row.split(' '))
  return Object.fromEntries(rows.flatMap((names) => names.map((name) => [name, names[0] ?? name])))
}
