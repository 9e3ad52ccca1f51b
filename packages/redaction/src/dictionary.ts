import { isWordCode } from './detector.ts'
import type { Span, SpanType } from './span.ts'

/** Names that the case knows: hosts, accounts and people that its evidence told of. Case does not matter; a name stands as a whole. */
export type Dictionary = {
  readonly hosts?: readonly string[]
  readonly users?: readonly string[]
  readonly people?: readonly string[]
}

type Name = { readonly text: string; readonly type: SpanType }

/** Shorter names would be found in every other word. */
const SHORTEST = 3

/** A function that finds the names of a dictionary; `onTick` is called at least every 16,384 words and may throw. */
export function createDictionarySearch({
  hosts = [],
  users = [],
  people = [],
}: Dictionary): (text: string, onTick: () => void) => Span[] {
  const byFirstWord = new Map<string, Name[]>()
  const add = (names: readonly string[], type: SpanType) => {
    for (const name of names) {
      const text = name.trim().toLowerCase()
      if (text.length < SHORTEST) continue
      const word = text.slice(0, wordEnd(text, wordStart(text, 0)))
      byFirstWord.set(word, [...(byFirstWord.get(word) ?? []), { text, type }])
    }
  }
  add(hosts, 'HOST')
  add(users, 'USER')
  add(people, 'PERSON')
  for (const names of byFirstWord.values()) names.sort((one, other) => other.text.length - one.text.length)
  return (text, onTick) => {
    const spans: Span[] = []
    if (byFirstWord.size === 0) return spans
    let words = 0
    for (let start = wordStart(text, 0); start < text.length;) {
      if (words++ % 16_384 === 0) onTick()
      const end = wordEnd(text, start)
      const name = byFirstWord.get(text.slice(start, end).toLowerCase())?.find((name) => standsAt(text, start, name.text))
      if (name !== undefined) spans.push({ start, end: start + name.text.length, type: name.type })
      start = wordStart(text, name === undefined ? end : start + name.text.length)
    }
    return spans
  }
}

function standsAt(text: string, start: number, name: string): boolean {
  const end = start + name.length
  return !isNameCode(text.charCodeAt(end)) && text.slice(start, end).toLowerCase() === name
}

function wordStart(text: string, from: number): number {
  let at = from
  while (at < text.length && !isNameCode(text.charCodeAt(at))) at++
  return at
}

function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && isNameCode(text.charCodeAt(at))) at++
  return at
}

function isNameCode(code: number): boolean {
  return isWordCode(code) || (code > 160 && (code < 0xe000 || code > 0xf8ff))
}
