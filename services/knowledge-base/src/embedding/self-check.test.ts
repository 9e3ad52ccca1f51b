import { chunkDocument, parseDocument, titleOf } from '@faultmaven/retrieval'
import { describe, expect, test } from 'vitest'
import { knowingSynonyms, meaningless } from '../testing/made-embedders.ts'
import type { SampleDocument } from './check-questions.ts'
import { checkModel } from './self-check.ts'

const SYLLABLES = ['ba', 'de', 'fi', 'go', 'lu', 'mar', 'nes', 'pol', 'ras', 'tun']
/** Two made words that mean the same. */
const words = (number: number) => {
  const stem = SYLLABLES[number % 10]! + SYLLABLES[Math.floor(number / 10) % 10]! + SYLLABLES[(number * 7) % 10]!
  return { title: `${stem}x`, body: `q${stem}` }
}
/** Titles and headings in words that the text below them does not use. */
const documents: SampleDocument[] = Array.from({ length: 60 }, (_, number) => {
  const [a, b] = [words(number), words(number + 30)]
  const text = `# When ${a.title} met ${b.title}\n\nLook at ${a.body} and then ${b.body}.\n\n## After ${a.title} was mended\n\nThe ${a.body} is fine.\n`
  const parsed = parseDocument(`${number}.md`, text)
  return { key: `${number}@1`, name: `${number}.md`, title: titleOf(parsed), chunks: chunkDocument(parsed) }
})
const synonyms = Array.from({ length: 100 }, (_, number) => `${words(number).title}=${words(number).body}`)

/** For every other document: the word of the one after it, which speaks of this word as well. */
function after(word: string): string {
  const number = documents.findIndex((_, number) => words(number).title === word)
  return number % 2 === 0 ? word : words((number + 1) % 60).title
}

describe('the self-check of a model', () => {
  test('accepts one that finds more, with a weight and the figures of each group', async () => {
    const check = await checkModel(documents, knowingSynonyms(synonyms))
    expect(check.why).toMatch(/^No group of questions is answered worse: title 1\.000 → 1\.000/)
    expect(check.accepted).toBe(true)
    expect(check.weight).toBeGreaterThan(0)
    const hidden = check.groups.find(({ group }) => group === 'title-hidden')!
    expect(hidden.questions).toBe(30)
    expect(hidden.lexical).toBeLessThan(0.2)
    expect(hidden.fused).toBeGreaterThan(0.6)
  })

  test('refuses one whose vectors mean nothing', async () => {
    const check = await checkModel(documents, meaningless())
    expect(check.accepted).toBe(false)
    expect(check.groups.map(({ group }) => group)).toEqual(['title', 'heading', 'title-hidden', 'heading-hidden'])
  })

  test('refuses one that helps some groups and harms another, with the figures', async () => {
    // Each second section speaks of its neighbour as much as of its own heading; the model takes every other such heading for the neighbour's.
    const tied = documents.map((document, number) => {
      const [own, next] = [words(number), words((number + 59) % 60)]
      const [first, second] = document.chunks
      return { ...document, chunks: [first!, { ...second!, text: `The ${own.title} is fine, the ${next.title} is fine.` }] }
    })
    const good = knowingSynonyms(synonyms)
    const misled = {
      ...good,
      embed: (texts: readonly string[], purpose: 'question' | 'passage') =>
        good.embed(
          texts.map((text) => text.replace(/^After (\w+) was mended$/, (_, word: string) => after(word))),
          purpose,
        ),
    }
    const check = await checkModel(tied, misled)
    expect(check.accepted).toBe(false)
    expect(check.weight).toBeGreaterThan(0)
    expect(check.why).toMatch(/worse: .*heading-hidden 0\.\d+ → 0\.\d+ \(30 questions\)/)
  })

  test('judges by no handful of documents', async () => {
    expect(await checkModel(documents.slice(0, 5), knowingSynonyms(synonyms))).toMatchObject({
      accepted: false,
      groups: [],
      why: expect.stringContaining('too few documents'),
    })
  })
})
