import type { Citation } from '@faultmaven/contracts'
import type { Report } from './report.ts'
import { proofsOf, weighedOf } from './sections.ts'
import { percent, visibleText } from './visible-text.ts'

const MOST = 220

/** Five lines for the channel of the incident: what, impact, since when, proof, what next. Plain text, nobody is mentioned by it. */
export function renderHandoff(report: Report): string {
  const [leader] = weighedOf(report).leaders
  const [claim] = leader ? proofsOf(leader, report) : report.claims
  const [step] = report.steps
  const [need] = report.needs
  const place = claim?.citations.flatMap(placesOf)[0]
  return [
    `What: ${report.headline}${leader ? ` (${percent(leader.confidence)})` : ''}`,
    `Impact: ${report.phases['define-blast-radius'] ?? 'not known'}`,
    `Since: ${report.phases['establish-timeline'] ?? 'not known'}`,
    `Proof: ${claim ? claim.text : 'none'}${place === undefined ? '' : ` [${place}]`}`,
    `Next: ${step ? `${step.text} (${step.risk})` : (need?.text ?? 'nothing')}${report.notExamined.length > 0 ? `; ${report.notExamined.length} not examined` : ''}`,
  ]
    .map(lineOf)
    .join('\n')
}

function placesOf(citation: Citation): string[] {
  return citation.kind === 'search' ? citation.first.flatMap(placesOf) : [`${citation.sourceName}:${citation.line}`]
}

/** One line of text that no chat takes for a mention or a named link: "@channel" in a log must wake nobody, no link of it lie. */
function lineOf(text: string): string {
  const line = visibleText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/@(?=\w)/g, '@\u2060')
    .replaceAll(/<(?=[!@#]|[a-z][\w+.-]*:)/gi, '<\u2060')
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line
}
