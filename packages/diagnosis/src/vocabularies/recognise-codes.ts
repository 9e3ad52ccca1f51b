import { LEFT_OUT } from '../left-out/left-out.ts'
import { VOCABULARIES } from './catalogue.ts'
import type { Vocabulary, VocabularyEntry } from './vocabulary.ts'

export type RecognisedCode = {
  /** `errno/ENOSPC`, as findings carry it. */
  readonly reference: string
  readonly vocabulary: Vocabulary
  readonly entry: VocabularyEntry
  /** Where it stands in the text. */
  readonly index: number
  readonly length: number
}

type Index = {
  readonly vocabulary: Vocabulary
  readonly byCode: ReadonlyMap<string, VocabularyEntry>
  readonly classes: readonly VocabularyEntry[]
  readonly phrases: readonly { readonly phrase: string; readonly entry: VocabularyEntry }[]
  readonly contexts: readonly RegExp[]
}
const WORD = /\b[A-Z][A-Za-z\d_]{2,60}\b/g
const indexes: readonly Index[] = VOCABULARIES.filter(({ name }) => !LEFT_OUT.isVocabulary(name))
  .map(withoutLeftOut)
  .map(indexOf)

/** All codes of the standard vocabularies that a message names, each once, in the order of the vocabularies. */
export function recogniseCodes(text: string): readonly RecognisedCode[] {
  const lower = text.toLowerCase()
  const found = new Map<string, RecognisedCode>()
  const add = (vocabulary: Vocabulary, entry: VocabularyEntry, index: number, length: number): void => {
    const reference = `${vocabulary.name}/${entry.code}`
    if (!found.has(reference)) found.set(reference, { reference, vocabulary, entry, index, length })
  }
  for (const { vocabulary, byCode, classes, phrases, contexts } of indexes) {
    for (const { phrase, entry } of phrases) {
      const at = lower.indexOf(phrase)
      if (at >= 0) add(vocabulary, entry, at, phrase.length)
    }
    if (vocabulary.words) {
      for (const match of text.matchAll(WORD)) {
        const entry = byCode.get(match[0])
        if (entry) add(vocabulary, entry, match.index, match[0].length)
      }
    }
    for (const context of contexts) {
      for (const match of text.matchAll(context)) {
        const code = match.groups?.['code'] ?? ''
        const entry =
          byCode.get(code) ?? byCode.get(code.toUpperCase()) ?? classes.find((c) => code.startsWith(c.code.slice(0, -1)))
        if (entry) add(vocabulary, entry, match.index, match[0].length)
      }
    }
  }
  return [...found.values()]
}

/** The entry of a reference such as `errno/ENOSPC`. */
export function vocabularyEntry(reference: string): VocabularyEntry | undefined {
  const slash = reference.indexOf('/')
  const index = indexes.find(({ vocabulary }) => vocabulary.name === reference.slice(0, slash))
  const code = reference.slice(slash + 1)
  return index?.byCode.get(code) ?? index?.classes.find((entry) => entry.code === code)
}

function indexOf(vocabulary: Vocabulary): Index {
  const byCode = new Map<string, VocabularyEntry>()
  for (const entry of vocabulary.entries) {
    byCode.set(entry.code, entry)
    if (entry.number !== undefined) byCode.set(String(entry.number), entry)
  }
  return {
    vocabulary,
    byCode,
    classes: vocabulary.entries.filter((entry) => entry.code.endsWith('*')),
    // The longest phrase first: "too many open files in system" before "too many open files".
    phrases: vocabulary.entries
      .flatMap((entry) => entry.phrases.map((phrase) => ({ phrase, entry })))
      .toSorted((a, b) => b.phrase.length - a.phrase.length),
    contexts: vocabulary.contexts.map((source) => new RegExp(source, 'gi')),
  }
}

function withoutLeftOut(vocabulary: Vocabulary): Vocabulary {
  return {
    ...vocabulary,
    entries: vocabulary.entries
      .filter(({ code }) => !LEFT_OUT.isAbout(code))
      .map((entry) => ({ ...entry, phrases: entry.phrases.filter((phrase) => !LEFT_OUT.isAbout(phrase)) })),
  }
}
