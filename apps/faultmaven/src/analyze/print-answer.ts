import type { Citation, Claim, TurnAnswer } from '@faultmaven/contracts'

/** The answer as plain text for a terminal: headline, causes with their proof, next steps, what was not examined. */
export function printAnswer(answer: TurnAnswer): string {
  const claims = new Map(answer.claims.map((claim) => [claim.id, claim]))
  return [
    safe(answer.headline),
    ...answer.board.problems.flatMap((problem) => [
      '',
      ...(answer.board.problems.length > 1 ? [`Problem: ${safe(problem.title)}`] : []),
      ...problem.hypotheses.flatMap((hypothesis) => [
        `${percent(hypothesis.confidence)}  ${safe(hypothesis.title)}`,
        ...indent(safe(hypothesis.summary)),
        ...hypothesis.claimIds.flatMap((id) => proof(claims.get(id))),
      ]),
      `${percent(problem.somethingElse)}  something else`,
    ]),
    ...section(
      'Next steps',
      answer.steps.map(({ text, command, risk }) => `${text}${command ? `\n    $ ${command}   (${risk})` : ''}`),
    ),
    ...section(
      'Evidence that would decide',
      answer.needs.map(({ text, why, command }) => `${text}: ${why}${command ? `\n    $ ${command}` : ''}`),
    ),
    ...section('Not examined', answer.notExamined),
    ...section(
      'Problems',
      answer.problems.map(({ title, detail }) => (detail ? `${title}: ${detail}` : title)),
    ),
    '',
  ].join('\n')
}

function proof(claim: Claim | undefined): string[] {
  if (!claim) return []
  return [
    `      ${safe(claim.text)}`,
    ...claim.citations
      .flatMap(places)
      .slice(0, 3)
      .map((place) => `        ${place}`),
  ]
}

function places(citation: Citation): string[] {
  if (citation.kind === 'search') return citation.first.flatMap(places)
  return [safe(`${citation.sourceName}:${citation.line}  ${citation.quote}`).slice(0, 160)]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  - ${safe(line)}`)]
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `      ${line}`)
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`.padStart(4)
}

/** Evidence reaches a terminal as text only: escape sequences and bidi marks are shown as a replacement character. */
function safe(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '�')
}
