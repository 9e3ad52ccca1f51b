import { collapseLists } from './collapse-lists.ts'
import { isParameter, tokensOf } from './mask.ts'

type MaskedText = { readonly masked: string; readonly kind: string; readonly count: number }
/** A template's text and the indexes of the masked texts it stands for, ascending. */
export type TextCluster = { readonly text: string; readonly members: readonly number[] }

type Entry = { readonly index: number; readonly masked: string; readonly count: number; readonly tokens: readonly string[] }

/** Fewer different words than this at one position are alternatives worth telling apart, not values. */
const MIN_VALUES = 4
/** Up to this many words that each come in many records are alternatives as well (`started`, `stopped`, …). */
const MAX_ALTERNATIVES = 12
const OFTEN = 8
/** Behind these stands the name of a thing, of which there are many. */
const VALUE_FOLLOWS =
  /=$|^(?:user|host|hostname|node|pod|container|database|table|queue|topic|file|device|interface|image|client|service|unit|job|task|namespace)$/i
/** Constants of a program, written in capitals: `NEW`, `FAIL_CLEANUP`. */
const STATE = /^[A-Z][A-Z_]+[A-Z]\W?$/
/** A name with two dots or more is that of a thing, however few there are. */
const QUALIFIED = /^[\w-]+(?:\.[\w-]+){2,}$/
/** Share of the positions that must stay constant, or texts have too little in common to be one template. */
const MIN_CONSTANT = 0.5

/**
 * Merges masked texts that differ only where values stand. Texts of one kind and length whose most common words agree are compared
 * position by position: a position with few or frequent words tells texts apart, one with many rare words is a parameter `<*>`.
 *
 * Nearly linear in the number of distinct texts. The order of the texts does not change the clusters.
 */
export function clusterTexts(texts: readonly MaskedText[]): TextCluster[] {
  const byLength = new Map<string, Entry[]>()
  const collapsed = collapseLists(texts.map(({ kind, masked }) => `${kind}\n${masked}`))
  texts.forEach(({ kind, count }, index) => {
    const masked = collapsed[index]!.slice(kind.length + 1)
    const tokens = tokensOf(masked)
    push(byLength, `${kind} ${tokens.length}`, { index, masked, count, tokens })
  })
  const clusters: TextCluster[] = []
  for (const entries of byLength.values()) {
    for (const alike of groupByAnchor(entries)) split(alike, clusters)
  }
  return clusters
}

/** Groups entries whose anchors agree: the positions of a text whose words are about equally common, and most of all. */
function groupByAnchor(entries: readonly Entry[]): Iterable<readonly Entry[]> {
  if (entries.length === 1) return [entries]
  const common = countWords(entries)
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const frequencies = entry.tokens.map((token, at) => (isParameter(token) ? 0 : (common[at]?.get(token) ?? 0)))
    const anchor = anchorFrequency(frequencies)
    const key = entry.tokens.map((token, at) => (frequencies[at] === anchor && anchor > 0 ? token : '\u0001'))
    push(groups, key.join(' '), entry)
  }
  return groups.values()
}

function countWords(entries: readonly Entry[]): Map<string, number>[] {
  const common = (entries[0]?.tokens ?? []).map(() => new Map<string, number>())
  for (const { tokens } of entries) tokens.forEach((token, at) => common[at]?.set(token, (common[at]?.get(token) ?? 0) + 1))
  return common
}

/** The frequency that most positions share, among those at least half as high as the highest. */
function anchorFrequency(frequencies: readonly number[]): number {
  const highest = Math.max(...frequencies)
  const support = new Map<number, number>()
  for (const frequency of frequencies) {
    if (frequency > 0 && frequency * 2 >= highest) support.set(frequency, (support.get(frequency) ?? 0) + 1)
  }
  let best = 0
  let most = 0
  for (const [frequency, positions] of support) {
    if (positions > most || (positions === most && frequency > best)) [best, most] = [frequency, positions]
  }
  return best
}

function split(entries: readonly Entry[], clusters: TextCluster[]): void {
  const first = entries[0]!
  if (entries.length === 1) return void clusters.push({ text: first.masked, members: [first.index] })
  const varying = varyingPositions(entries)
  const [narrowest] = varying
  if (narrowest === undefined) return void clusters.push(merge(entries, varying))
  const constant = 1 - varying.length / first.tokens.length
  const telling = varying.find((position) => isAlternatives(entries, position)) ?? phrasePosition(entries, varying)
  if (telling === undefined && constant >= MIN_CONSTANT) return void clusters.push(merge(entries, varying))
  const { at } = telling ?? narrowest
  const parts = new Map<string, Entry[]>()
  for (const entry of entries) push(parts, entry.tokens[at] ?? '', entry)
  for (const part of parts.values()) split(part, clusters)
}

type Varying = { readonly at: number; readonly values: number }

function varyingPositions(entries: readonly Entry[]): Varying[] {
  const positions = (entries[0]?.tokens ?? []).map((_, at) => ({
    at,
    values: new Set(entries.map(({ tokens }) => tokens[at])).size,
  }))
  return positions.filter(({ values }) => values > 1).sort((a, b) => a.values - b.values)
}

/** Words at a position that are told apart: few, or each of them frequent; a key's value is never one, a key always. */
function isAlternatives(entries: readonly Entry[], { at, values }: Varying): boolean {
  if (entries.every(({ tokens }) => /^[\w.-]+=$/.test(tokens[at] ?? ''))) return true
  if (values > MAX_ALTERNATIVES) return false
  const words = new Map<string, number>()
  for (const { tokens, count } of entries) words.set(tokens[at] ?? '', (words.get(tokens[at] ?? '') ?? 0) + count)
  if (!isWordPosition(entries, at, [...words.keys()])) return false
  const all = [...words.keys()]
  if (Math.min(...words.values()) >= OFTEN || all.every((word) => STATE.test(word))) return true
  return values < MIN_VALUES && !all.every((word) => QUALIFIED.test(word))
}

/** False where values stand: what is a parameter in one text is one in its like (`user <id>` and `user root`). */
function isWordPosition(entries: readonly Entry[], at: number, words: readonly string[]): boolean {
  // A name with a digit (`eth0`) may turn out to be a value (`eth1`).
  return (
    !words.some((word) => isParameter(word) || /\d/.test(word)) &&
    !entries.every(({ tokens }) => VALUE_FOLLOWS.test(tokens[at - 1] ?? ''))
  )
}

/** Of two neighbours that only ever come together, such as the words of "illegal instruction" and "trap exception", the first position. */
function phrasePosition(entries: readonly Entry[], varying: readonly Varying[]): Varying | undefined {
  const wordsAt = (at: number) => entries.map(({ tokens }) => tokens[at] ?? '')
  return varying.find(({ at, values }) => {
    const next = varying.find((other) => other.at === at + 1)
    if (values > MAX_ALTERNATIVES || next?.values !== values) return false
    if (![at, next.at].every((each) => isWordPosition(entries, each, wordsAt(each)))) return false
    const pairs = new Set(entries.map(({ tokens }) => `${tokens[at]} ${tokens[next.at]}`))
    return pairs.size === values
  })
}

/** The first member's text with `<*>` where members differ; what closes a word (`:`, `=`, `,`) stays where all agree on it. */
function merge(entries: readonly Entry[], varying: readonly Varying[]): TextCluster {
  const first = entries[0]!
  const parameters = new Set(varying.map(({ at }) => at))
  let text = ''
  let from = 0
  first.tokens.forEach((token, at) => {
    const start = first.masked.indexOf(token, from)
    text += first.masked.slice(from, start) + (parameters.has(at) ? parameterAt(entries, at) : token)
    from = start + token.length
  })
  return { text: text + first.masked.slice(from), members: entries.map(({ index }) => index) }
}

/** `<*>` with the punctuation that all values share around it. */
function parameterAt(entries: readonly Entry[], at: number): string {
  const values = entries.map(({ tokens }) => tokens[at] ?? '')
  const [first = ''] = values
  let opening = /^[("'[{]{0,3}/.exec(first)?.[0] ?? ''
  while (!values.every((value) => value.startsWith(opening))) opening = opening.slice(0, -1)
  let closing = /[)"'\]}:=,;|([{]{0,3}$/.exec(first)?.[0] ?? ''
  while (!values.every((value) => value.endsWith(closing))) closing = closing.slice(1)
  const overlap = values.some((value) => value.length < opening.length + closing.length)
  return overlap ? '<*>' : `${opening}<*>${closing}`
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
