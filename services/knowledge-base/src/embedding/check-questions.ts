import type { Chunk } from '@faultmaven/retrieval'

/** A document with what it is called and says. */
export type SampleDocument = {
  readonly key: string
  readonly title: string
  readonly name: string
  readonly chunks: readonly Chunk[]
}
/** What is asked, and the one document that answers. */
export type CheckQuestion = { readonly text: string; readonly key: string }
export type QuestionGroup = {
  readonly group: 'alert' | 'title' | 'heading' | 'title-hidden' | 'heading-hidden'
  /** The document is searched without title, name and headings: its words must be found by what they mean. */
  readonly isHidden: boolean
  readonly questions: readonly CheckQuestion[]
}

const MAX_QUESTIONS = 100
/** Fewer say nothing: one of them more or less moves the figure by more than a model does. */
export const MIN_QUESTIONS = 10
const MIN_WORDS = 3
const ALERT_NAME = /^[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]+)+$/

/**
 * Questions with known answers, made of the installation's own documents: alert names, titles and headings that only one document has. The
 * hidden groups ask the same of documents without them, as people ask in words that the answer does not use. Small groups are left out.
 */
export function makeQuestions(documents: readonly SampleDocument[]): QuestionGroup[] {
  const titles = onlyOnce(documents.map(({ key, title }) => ({ text: title, key })))
  const headings = onlyOnce(
    documents.flatMap(({ key, title, chunks }) => headingsOf(chunks, title).map((text) => ({ text, key }))),
  )
  const alerts = [...titles, ...headings].filter(({ text }) => ALERT_NAME.test(text))
  const inWords = (questions: readonly CheckQuestion[]) =>
    questions.filter(({ text }) => text.split(/\s+/).length >= MIN_WORDS).slice(0, MAX_QUESTIONS)
  const groups: QuestionGroup[] = [
    { group: 'alert', isHidden: false, questions: alerts.slice(0, MAX_QUESTIONS) },
    { group: 'title', isHidden: false, questions: inWords(titles) },
    { group: 'heading', isHidden: false, questions: inWords(headings) },
    { group: 'title-hidden', isHidden: true, questions: inWords(titles) },
    { group: 'heading-hidden', isHidden: true, questions: inWords(headings) },
  ]
  return groups.filter(({ questions }) => questions.length >= MIN_QUESTIONS)
}

function headingsOf(chunks: readonly Chunk[], title: string): string[] {
  return [...new Set(chunks.flatMap(({ headings }) => headings.slice(-1)))].filter((heading) => heading !== title)
}

function onlyOnce(questions: readonly CheckQuestion[]): CheckQuestion[] {
  const counts = new Map<string, number>()
  for (const { text } of questions) counts.set(text.toLowerCase(), (counts.get(text.toLowerCase()) ?? 0) + 1)
  return questions.filter(({ text }) => text !== '' && counts.get(text.toLowerCase()) === 1)
}
