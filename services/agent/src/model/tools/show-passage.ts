import type { CaseDocumentHit, KnowledgeHit } from '@faultmaven/contracts'
import { showText } from './show-line.ts'

/** The rest of a passage is for people: a model asks more closely instead. */
const MAX_LINES = 12

/** The citation and title of a document with its best passage, each line as data: what tries to instruct is left out. */
export function showPassage({ title, name, passages }: KnowledgeHit | CaseDocumentHit): string[] {
  const [passage] = passages
  if (!passage) return []
  const lines = passage.text.split('\n').filter((line) => line.trim() !== '')
  return [
    `[${passage.citation}] ${showText([title || name, ...passage.headings].join(' › '))}`,
    ...lines.slice(0, MAX_LINES).map(showText),
  ]
}
