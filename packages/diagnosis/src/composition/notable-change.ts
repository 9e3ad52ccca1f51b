import type { Finding } from '@faultmaven/contracts'
import { contentWords } from '../question/content-words.ts'
import { type Evidence, textOfFinding } from '../ranking/evidence.ts'

const NOTABLE_CHANGE = 0.3

/**
 * The change to name beside a cause: of those that the evidence holds before and after the one whose new words the cause repeats, or which is
 * in the file of a thing that it names; else the last change before it began. Worth a look, not taken for the cause.
 */
export function notableChange({ findings, question }: Evidence, main: Finding): Finding | undefined {
  const settings = findings.filter(({ check }) => check === 'changed-settings')
  if (settings.includes(main)) return undefined
  const about = new Set(contentWords(`${textOfFinding(main)} ${question?.text ?? ''}`))
  const nearness = (change: Finding) => contentWords(change.title).filter((word) => about.has(word)).length
  const [nearest] = settings.toSorted((a, b) => nearness(b) - nearness(a) || (a.title < b.title ? -1 : 1))
  return nearest ?? lastBefore(findings, main)
}

function lastBefore(findings: readonly Finding[], main: Finding): Finding | undefined {
  const onset = main.interval?.from
  if (onset === undefined) return undefined
  const before = findings.filter(
    ({ kind, interval, score }) =>
      kind === 'change' && interval !== undefined && interval.from <= onset && score >= NOTABLE_CHANGE,
  )
  return before.toSorted((a, b) => b.score - a.score || (b.interval?.from ?? '').localeCompare(a.interval?.from ?? ''))[0]
}
