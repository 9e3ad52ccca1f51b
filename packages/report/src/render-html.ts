import type { Citation, Claim, Hypothesis } from '@faultmaven/contracts'
import { REPORT_STYLE } from './report-style.ts'
import { describeWithheld } from './redact-report.ts'
import type { Report } from './report.ts'
import { claimsBesides, guessesOf, impactOf, needsOf, originOf } from './sections.ts'
import { clockOf, percent, visibleText } from './visible-text.ts'

/**
 * The report as one HTML file: no script, nothing loaded. The machine-readable report stands at its end, readable by
 * everybody, for `faultmaven verify`.
 */
export function renderHtml(report: Report): string {
  const claims = new Map(report.claims.map((claim) => [claim.id, claim]))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(report.headline)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${escape(report.headline)}</h1>
<p class="meta">${report.question ? `Asked: “${escape(report.question)}” · ` : ''}${escape(report.createdAt)} · FaultMaven ${escape(report.version)}${report.outcome ? ` · outcome: ${report.outcome}` : ''}</p>
${list('Impact', impactOf(report), escape)}
${list('Timeline (UTC)', report.timeline, ({ at, title }) => `<time>${escape(clockOf(at))}</time> ${escape(title)}`)}
${report.board.problems
  .map(
    (problem) => `<section><h2>${escape(problem.title)}</h2>
${problem.hypotheses.map((hypothesis) => hypothesisHtml(hypothesis, claims)).join('\n')}
<p class="rest">${percent(problem.somethingElse)} something else</p></section>`,
  )
  .join('\n')}
${list('Next steps', report.steps, ({ text, command, risk }) => `${escape(text)} <em>(${risk})</em>${command ? `<pre>${escape(command)}</pre>` : ''}`)}
${list('Evidence that would decide', needsOf(report), ({ text, why, command }) => `${escape(text)}: ${escape(why)}${command ? `<pre>${escape(command)}</pre>` : ''}`)}
${list('Also found', claimsBesides(report), claimHtml)}
${list('Guesses, with no evidence of their own', guessesOf(report), escape)}
${list(
  'Sources',
  report.sources,
  (source) =>
    `${escape(source.name)} · ${source.bytes} bytes · ${source.state}<br><code>sha256 ${escape(source.sha256)}</code>${originOf(
      source,
    )
      .map((line) => `<br>${escape(line)}`)
      .join('')}`,
)}
${list('Not examined', report.notExamined, escape)}
${report.withheld ? `<p>Withheld from this report: ${escape(describeWithheld(report.withheld))}.</p>` : ''}
<p>Check every claim against the original files: <code>faultmaven verify THIS-FILE ORIGINAL-FILES…</code></p>
<details><summary>Machine-readable report</summary><pre id="report">${escape(toPlainJson(report))}</pre></details>
</main>
</body>
</html>
`
}

function hypothesisHtml(hypothesis: Hypothesis, claims: ReadonlyMap<string, Claim>): string {
  const proofs = hypothesis.claimIds.flatMap((id) => claims.get(id) ?? [])
  return `<article class="${hypothesis.state}"><h3><span>${percent(hypothesis.confidence)}</span> ${escape(hypothesis.title)} <small>${hypothesis.state}</small></h3>
<p>${escape(hypothesis.summary)}</p>
${proofs.map(claimHtml).join('\n')}</article>`
}

function claimHtml(claim: Claim): string {
  return `<blockquote id="${escape(claim.id)}">${escape(claim.text)}${claim.citations.map(citationHtml).join('')}</blockquote>`
}

function citationHtml(citation: Citation): string {
  if (citation.kind === 'search') {
    return `<p class="cite">${citation.matches} of ${citation.recordsSearched} records</p>${citation.first.map(citationHtml).join('')}`
  }
  return `<p class="cite"><b>${escape(citation.sourceName)}:${citation.line}</b> <code>${escape(citation.quote)}</code></p>`
}

function list<T>(title: string, items: readonly T[], html: (item: T) => string): string {
  return items.length === 0
    ? ''
    : `<section><h2>${title}</h2><ul>${items.map((item) => `<li>${html(item)}</li>`).join('\n')}</ul></section>`
}

/** JSON in which no control or bidi character stands as itself: what is read back is what was written, to the character. */
function toPlainJson(report: Report): string {
  return JSON.stringify(report, undefined, 1).replace(/[^\P{C}\n]/gu, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return visibleText(text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character))
}
