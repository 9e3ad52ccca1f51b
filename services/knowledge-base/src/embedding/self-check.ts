import { buildSegment, fuseHits, type LexicalHit, type NearPassage, readQuestion, searchSegments } from '@faultmaven/retrieval'
import { createMemoryKv } from '@faultmaven/storage'
import { createEmbeddedVectors } from '../vectors/embedded-vectors.ts'
import { makeQuestions, MIN_QUESTIONS, type CheckQuestion, type QuestionGroup, type SampleDocument } from './check-questions.ts'
import { type Embedder, passageText } from './embedder.ts'

/** Mean nDCG@10 of a group of questions, 0 to 1, by words alone and with the model. */
export type GroupFigures = {
  readonly group: QuestionGroup['group']
  readonly questions: number
  readonly lexical: number
  readonly fused: number
}
export type SelfCheck = {
  readonly accepted: boolean
  /** Chosen on one half of the questions; 0 where none was better than words alone. */
  readonly weight: number
  /** Of the other half. */
  readonly groups: readonly GroupFigures[]
  /** For people. */
  readonly why: string
}

const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5]
const LOOKED_AT = 10
/** By which a model must be better: one in forty that does nothing passes. */
const STANDARD_ERRORS = 2
/** As deep as a search looks. */
export const LEXICAL_DEPTH = 50
export const NEAR_DEPTH = 100
const READER = { userId: 'self-check', teamIds: [] }

/**
 * Whether a model makes the search of these documents better. The weight is chosen on one half of the questions and judged on the other; a
 * model is refused when it helps no more than chance does, or when any group of questions is answered worse than by words alone.
 */
export async function checkModel(documents: readonly SampleDocument[], embedder: Embedder): Promise<SelfCheck> {
  const groups = makeQuestions(documents)
  if (groups.length === 0) {
    const why = `There are too few documents to judge a model by: at least ${MIN_QUESTIONS} with titles of their own are needed`
    return { accepted: false, weight: 0, groups: [], why }
  }
  const asked: AskedGroup[] = []
  for (const isHidden of [false, true]) {
    const ofView = groups.filter((group) => group.isHidden === isHidden)
    if (ofView.length > 0) asked.push(...(await askAll(ofView, isHidden ? documents.map(hide) : documents, embedder)))
  }
  const chosen = chooseWeight(asked)
  const judged = asked.map(({ group, answers }) => ({ group, answers: answers.filter((_, at) => at % 2 === 1) }))
  const figures = judged.map(({ group, answers }): GroupFigures => {
    return { group, questions: answers.length, lexical: meanGain(answers, 0), fused: meanGain(answers, chosen) }
  })
  const worse = figures.filter(({ lexical, fused }) => fused < lexical)
  const isBetter = chosen > 0 && isMoreThanChance(judged.flatMap(({ answers }) => answers).map(differenceWith(chosen)))
  const why =
    worse.length > 0
      ? `The model makes questions of these groups worse: ${worse.map(tell).join('; ')}`
      : isBetter
        ? `No group of questions is answered worse: ${figures.map(tell).join('; ')}`
        : `The model finds no more than words alone, or no more than chance explains: ${figures.map(tell).join('; ')}`
  return { accepted: isBetter && worse.length === 0, weight: chosen, groups: figures, why }
}

function tell({ group, questions, lexical, fused }: GroupFigures): string {
  return `${group} ${lexical.toFixed(3)} → ${fused.toFixed(3)} (${questions} questions)`
}

type Answer = {
  readonly key: string
  readonly words: readonly LexicalHit[]
  readonly near: readonly NearPassage[]
  /** How many could have been found. */
  readonly documents: number
}
type AskedGroup = { readonly group: QuestionGroup['group']; readonly answers: readonly Answer[] }

function hide({ key, chunks }: SampleDocument): SampleDocument {
  return { key, title: '', name: '', chunks: chunks.map((chunk) => ({ ...chunk, headings: [] })) }
}

async function askAll(
  groups: readonly QuestionGroup[],
  documents: readonly SampleDocument[],
  embedder: Embedder,
): Promise<AskedGroup[]> {
  const segment = buildSegment(documents)
  const visible = new Uint8Array(segment.documents.length).fill(1)
  const vectors = await createEmbeddedVectors(createMemoryKv(), embedder.space)
  for (const { key, title, chunks } of documents) {
    const texts = chunks.map((chunk) => passageText(title, chunk))
    if (texts.length === 0) continue
    const document = {
      documentId: key,
      key,
      owner: READER.userId,
      scope: 'user',
      vectors: await embedder.embed(texts, 'passage'),
    }
    await vectors.put(document)
  }
  const answer = async ({ text, key }: CheckQuestion): Promise<Answer> => {
    const [vector = new Float32Array()] = await embedder.embed([text], 'question')
    const near = await vectors.query(vector, READER, NEAR_DEPTH)
    const words = searchSegments([{ segment, visible }], readQuestion(text), { limit: LEXICAL_DEPTH, passages: 1 })
    return { key, words, near, documents: documents.length }
  }
  const asked: AskedGroup[] = []
  for (const { group, questions } of groups) {
    const answers: Answer[] = []
    for (const question of questions) answers.push(await answer(question))
    asked.push({ group, answers })
  }
  return asked
}

/** The weight with the best mean over groups on the even questions; the smallest of equals. */
function chooseWeight(groups: readonly AskedGroup[]): number {
  const macro = (weight: number) =>
    groups.reduce(
      (sum, { answers }) =>
        sum +
        meanGain(
          answers.filter((_, at) => at % 2 === 0),
          weight,
        ),
      0,
    )
  return [0, ...WEIGHTS].reduce((best, weight) => (macro(weight) > macro(best) ? weight : best))
}

function meanGain(answers: readonly Answer[], weight: number): number {
  const gains = answers.map((answer) => gainOf(answer, weight))
  return gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length)
}

/**
 * nDCG@10 where one document answers: 1 / log2(rank + 1). A document that was not found counts as if all that were not found followed in any
 * order: else a list of anything would beat an empty one in a small collection.
 * @see Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002
 */
function gainOf({ key, words, near, documents }: Answer, weight: number): number {
  const hits = weight === 0 ? words : fuseHits(words, near, { weight, hasVectors: () => true, passages: 1 })
  const found = hits.findIndex((hit) => hit.key === key)
  if (found !== -1) return found < LOOKED_AT ? 1 / Math.log2(found + 2) : 0
  let sum = 0
  for (let rank = hits.length; rank < Math.min(LOOKED_AT, documents); rank++) sum += 1 / Math.log2(rank + 2)
  return sum / Math.max(1, documents - hits.length)
}

function differenceWith(weight: number): (answer: Answer) => number {
  return (answer) => gainOf(answer, weight) - gainOf(answer, 0)
}

/** Whether the mean lies more than {@link STANDARD_ERRORS} above 0. */
function isMoreThanChance(differences: readonly number[]): boolean {
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, differences.length)
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, differences.length - 1)
  return mean > 0 && mean > STANDARD_ERRORS * Math.sqrt(variance / differences.length)
}
