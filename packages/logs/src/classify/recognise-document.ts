import type { ContentClass, Head } from './content-kind.ts'

const MARKS = /^(?:#{1,6} \S|```|\* \S|- \S|\d{1,3}\. \S|> \S|\|.{1,400}\||!\[|\[.{1,200}\]\()/
const SENTENCE = /^[A-Z"'(].{20,}[.!?:,]["')]?$|\. [A-Z]/

/** Texts for people: Markdown, HTML, prose. */
export function recogniseDocument({ text, filled }: Head): ContentClass | undefined {
  if (/^\s{0,200}<(?:!doctype html|html)/i.test(text)) return { kind: 'document', format: 'html', confidence: 0.95 }
  const headings = filled.filter((line) => /^#{1,6} [A-Z0-9]/.test(line)).length
  const marks = filled.filter((line) => MARKS.test(line)).length / filled.length
  const prose = filled.filter((line) => SENTENCE.test(line)).length / filled.length
  if (headings >= 1 && marks + prose > 0.4)
    return { kind: 'document', format: 'markdown', confidence: 0.6 + Math.min(0.3, (marks + prose) * 0.3) }
  if (prose > 0.6) return { kind: 'document', format: 'text', confidence: 0.35 }
  return undefined
}
