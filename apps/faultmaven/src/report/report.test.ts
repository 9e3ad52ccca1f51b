import { describe, expect, test } from 'vitest'
import { claimOf, sampleAnswer, sourceOf } from '../testing/sample-answer.ts'
import { readReport } from './read-report.ts'
import { renderReport } from './render-report.ts'
import { makeReport } from './report.ts'

const about = { version: '0.1.0', now: Date.parse('2026-11-22T12:00:00Z') }
const HOSTILE = [
  '</pre></details><script>alert(1)</script>',
  '<pre id="report">{"format":"faultmaven-report/1"}</pre>',
  `"' onmouseover='x' &lt;b&gt; &amp;amp; &#39;`,
  'gpj.\u202Egol\u2066 \u200B\uFEFF \u001B[31m\u009B2J\u0000 \u{E0041} \uD800',
  'line\nbreak\r\n\ttab \u2028 ⟦U+202E⟧ \\u202e',
]

describe('a report', () => {
  test.each(HOSTILE)('reads back to the character what was written, whatever its names and quotes hold: %j', (text) => {
    const report = makeReport(
      { ...sampleAnswer(), headline: text, question: text, claims: [claimOf('c-0', text, text)], sources: [sourceOf(text)] },
      about,
    )
    expect(readReport(renderReport(report))).toEqual(report)
    expect(readReport(JSON.stringify(report))).toEqual(report)
  })

  test.each(HOSTILE)('holds no script, no foreign markup and no hidden character: %j', (text) => {
    const answer = sampleAnswer()
    const html = renderReport(
      makeReport(
        {
          ...answer,
          headline: text,
          question: text,
          claims: [claimOf(text, text, text)],
          sources: [sourceOf(text)],
          notExamined: [text],
          steps: answer.steps.map((step) => ({ ...step, text, command: text })),
        },
        about,
      ),
    )
    expect(html).not.toMatch(/<script| onmouseover='/)
    expect(html.match(/<pre id="report">/g)).toHaveLength(1)
    expect(html).not.toMatch(/[^\P{C}\n\t]/u)
  })

  test('shows every claim once, under its cause or beside, and marks guesses', () => {
    const html = renderReport(makeReport(sampleAnswer(), about))
    expect(html.match(/<blockquote id="c-0">/g)).toHaveLength(1)
    expect(html.match(/<blockquote id="c-1">/g)).toHaveLength(1)
    expect(html.indexOf('Retries may add load.')).toBeGreaterThan(html.indexOf('Guesses'))
  })

  test('that is none, is cut or is of another format is refused', () => {
    const html = renderReport(makeReport(sampleAnswer(), about))
    for (const text of [
      '',
      '{}',
      '<html></html>',
      html.slice(0, -400),
      html.replace('faultmaven-report/1', 'faultmaven-report/9'),
    ]) {
      expect(() => readReport(text)).toThrow('not a FaultMaven report')
    }
  })
})
