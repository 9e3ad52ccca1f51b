import type { Citation, Claim, Hypothesis } from '@faultmaven/contracts'
import { describeWithheld } from './redact-report.ts'
import type { Report } from './report.ts'
import { claimsBesides, guessesOf, impactOf, needsOf, originOf, proofsOf, weighedOf } from './sections.ts'
import { clockOf, percent, visibleText } from './visible-text.ts'

/** The report as Markdown. Whatever names and quotes hold stays text: no markup, link, image or HTML of theirs takes effect. */
export function renderMarkdown(report: Report): string {
  const { leaders, others } = weighedOf(report)
  const lines = [
    `# ${plain(report.headline)}`,
    '',
    `${report.question === undefined ? '' : `Asked: “${plain(report.question)}” · `}${plain(report.createdAt)} · FaultMaven ${plain(report.version)}${report.outcome ? ` · outcome: ${report.outcome}` : ''}`,
    ...section('Impact', impactOf(report).map(plain)),
    ...section(
      'Timeline (UTC)',
      report.timeline.map(({ at, title }) => `${plain(clockOf(at))} ${plain(title)}`),
    ),
    ...part(
      'Root cause',
      leaders.flatMap((leader) => causeLines(leader, report)),
    ),
    ...section(
      'Weighed against it',
      others.map(({ title, confidence, state }) => `${percent(confidence)} ${plain(title)} (${state})`),
    ),
    ...section(
      'Actions',
      report.steps.map(({ text, command, risk }) => `${plain(text)} (${risk})${commandOf(command)}`),
    ),
    ...section(
      'Evidence that would decide',
      needsOf(report).map(({ text, why, command }) => `${plain(text)}: ${plain(why)}${commandOf(command)}`),
    ),
    ...part('Also found', claimsBesides(report).flatMap(claimLines)),
    ...section('Guesses, with no evidence of their own', guessesOf(report).map(plain)),
    ...section('Not examined', report.notExamined.map(plain)),
    ...section(
      'Sources',
      report.sources.map((source) =>
        [`${plain(source.name)}, ${source.bytes} bytes, sha256 ${code(source.sha256)}`, ...originOf(source).map(plain)].join(
          '; ',
        ),
      ),
    ),
    ...(report.withheld ? ['', `Withheld from this report: ${plain(describeWithheld(report.withheld))}.`] : []),
    '',
    'Every claim can be checked against the original files: `faultmaven verify report.json FILES…` with the JSON report.',
    '',
  ]
  return lines.join('\n')
}

function causeLines(cause: Hypothesis, report: Report): string[] {
  return [
    `**${percent(cause.confidence)} ${plain(cause.title)}**`,
    '',
    plain(cause.summary),
    '',
    ...proofsOf(cause, report).flatMap(claimLines),
  ]
}

function claimLines({ text, citations }: Claim): string[] {
  return [`- ${plain(text)}`, ...citations.flatMap(citationLines)]
}

function citationLines(citation: Citation): string[] {
  if (citation.kind === 'search') {
    return [`  - ${citation.matches} of ${citation.recordsSearched} records`, ...citation.first.flatMap(citationLines)]
  }
  return [`  - ${plain(`${citation.sourceName}:${citation.line}`)} ${code(citation.quote)}`]
}

function section(title: string, items: readonly string[]): string[] {
  return part(
    title,
    items.map((item) => `- ${item}`),
  )
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]
}

function commandOf(command: string | undefined): string {
  return command === undefined ? '' : `: ${code(command)}`
}

/** One line in which nothing is markup. @see CommonMark 0.31, 2.4 backslash escapes */
function plain(text: string): string {
  return visibleText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#+\-.!|~&:@]/g, (sign) => (/[.\-:@()+]/.test(sign) ? sign : `\\${sign}`))
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+])/, '\\$1')
    .replaceAll(/\b(https?|ftp|www)(?=:\/\/|\.)/gi, '$1\u2060')
}

/** A code span that its text cannot end. @see CommonMark 0.31, 6.1 */
function code(text: string): string {
  const shown = visibleText(text).replaceAll(/\s+/g, ' ')
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`
}
