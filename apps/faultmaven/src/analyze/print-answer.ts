import type { Citation, Claim, Hypothesis, TurnAnswer } from '@faultmaven/contracts'
import { terminalText } from '../terminal-text.ts'

/** The answer as plain text for a terminal: headline, causes with their proof, what else is known, next steps, what was not examined. */
export function printAnswer(answer: TurnAnswer): string {
  const { asked } = answer
  const claims = new Map(answer.claims.map((claim) => [claim.id, claim]))
  const { problems } = answer.board
  return [
    terminalText(answer.headline),
    ...problems.flatMap((problem) => [
      '',
      ...(problems.length > 1 ? [`Problem: ${terminalText(problem.title)}`] : []),
      ...problem.hypotheses.flatMap((hypothesis) => cause(hypothesis, claims)),
      `${percent(problem.somethingElse)}  something else`,
    ]),
    ...besides(answer, claims),
    ...section('What only you can tell', asked ? [`${terminalText(asked.text)}\n    ${terminalText(asked.why)}`] : []),
    ...section(
      'Next steps',
      answer.steps.map(({ text, command, risk }) => withCommand(text, command, `   (${risk})`)),
    ),
    ...section(
      'Evidence that would decide',
      answer.needs.map(({ text, why, command }) => withCommand(`${text}: ${why}`, command)),
    ),
    ...section('Not examined', answer.notExamined.map(terminalText)),
    ...section(
      'Problems',
      answer.problems.map(({ title, detail }) => terminalText(detail ? `${title}: ${detail}` : title)),
    ),
    '',
  ].join('\n')
}

function cause({ confidence, title, summary, claimIds }: Hypothesis, claims: ReadonlyMap<string, Claim>): string[] {
  const proofs = claimIds.flatMap((id) => claims.get(id) ?? [])
  return [
    `${percent(confidence)}  ${terminalText(title)}`,
    `      ${terminalText(summary)}`,
    ...proofs.flatMap((claim) => [`      ${terminalText(claim.text)}`, ...places(claim)]),
  ]
}

/** Statements whose proof does not stand under a cause; a guess says that it is one. */
function besides({ board, statements }: TurnAnswer, claims: ReadonlyMap<string, Claim>): string[] {
  const shown = new Set(board.problems.flatMap(({ hypotheses }) => hypotheses.flatMap(({ claimIds }) => claimIds)))
  const others = statements.filter(({ basis }) => !shown.has(basis))
  return section(
    board.problems.length > 0 ? 'Also' : 'What is known',
    others.map(({ basis, text }) => {
      const claim = claims.get(basis)
      return claim ? [terminalText(text), ...places(claim)].join('\n') : `${terminalText(text)} (no evidence of its own)`
    }),
  )
}

function places({ citations, predicate }: Claim): string[] {
  const words = wordsOf(predicate)
  return citations
    .flatMap((citation) => placesOf(citation, words))
    .slice(0, MOST_PLACES)
    .map((place) => `        ${place}`)
}
const MOST_PLACES = 3

function placesOf(citation: Citation, words: readonly string[]): string[] {
  if (citation.kind === 'search') return citation.first.flatMap((place) => placesOf(place, words))
  const place = `${citation.sourceName}:${citation.line}  `
  return [terminalText(place) + excerpt(terminalText(citation.quote), words, Math.max(60, MAX_LINE - place.length))]
}
const MAX_LINE = 160

/** What a claim looks for in its lines. */
function wordsOf(predicate: Claim['predicate']): string[] {
  if (!('selector' in predicate)) return []
  const { literals = [], fields = [] } = predicate.selector
  return [...literals, ...fields.map(({ value }) => value)].map((word) => terminalText(word).trim()).filter((word) => word !== '')
}

/** At most `max` characters of a line, around the first of the words that it holds; `…` where it is cut. */
function excerpt(line: string, words: readonly string[], max: number): string {
  if (line.length <= max) return line
  const lower = line.toLowerCase()
  const found = words.map((word) => ({ at: lower.indexOf(word.toLowerCase()), length: word.length })).find(({ at }) => at >= 0)
  const middle = found ? found.at + Math.min(found.length, max) / 2 : 0
  const from = Math.max(0, Math.min(Math.round(middle - max / 2), line.length - max))
  const [head, tail] = [from > 0 ? '…' : '', from + max < line.length ? '…' : '']
  return head + line.slice(from + head.length, from + max - tail.length) + tail
}

function withCommand(text: string, command: string | undefined, note = ''): string {
  return terminalText(text) + (command ? `\n    $ ${terminalText(command)}${note}` : '')
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `  - ${item}`)]
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`.padStart(4)
}
