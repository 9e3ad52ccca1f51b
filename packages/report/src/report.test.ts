import { describe, expect, test } from 'vitest'
import type { Finding } from '@faultmaven/contracts'
import { claimOf, sampleAnswer, SOURCE_ID, sourceOf } from '@faultmaven/testkit'
import { readReport } from './read-report.ts'
import { renderHandoff } from './render-handoff.ts'
import { renderHtml } from './render-html.ts'
import { renderMarkdown } from './render-markdown.ts'
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
    expect(readReport(renderHtml(report))).toEqual(report)
    expect(readReport(JSON.stringify(report))).toEqual(report)
  })

  test.each(HOSTILE)('holds no script, no foreign markup and no hidden character: %j', (text) => {
    const answer = sampleAnswer()
    const html = renderHtml(
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
    const html = renderHtml(makeReport(sampleAnswer(), about))
    expect(html.match(/<blockquote id="c-0">/g)).toHaveLength(1)
    expect(html.match(/<blockquote id="c-1">/g)).toHaveLength(1)
    expect(html.indexOf('Retries may add load.')).toBeGreaterThan(html.indexOf('Guesses'))
  })

  test('holds a question to the user as what would decide, and the answer as a guess', () => {
    const asked = {
      turnId: SOURCE_ID,
      about: 'state h-1',
      text: 'Was the disk full?',
      why: 'No source shows it.',
      choices: [{ value: 'yes', label: 'Yes', supports: ['h-1'], against: [] }],
    }
    const open = renderMarkdown(makeReport({ ...sampleAnswer(), asked }, about))
    expect(open.split('## Evidence that would decide')[1]).toContain('Was the disk full?')
    const said = { ...asked, said: { value: 'yes', at: '2026-11-22T12:00:00Z' }, effect: 'It changes nothing.' }
    const report = makeReport({ ...sampleAnswer(), asked: said }, about)
    for (const text of [renderMarkdown(report), renderHtml(report)]) {
      expect(text.split('Guesses')[1]).toContain('the user said “Yes”')
      expect(text.split('Guesses')[0]).not.toContain('Was the disk full?')
    }
    expect(readReport(renderHtml(report))).toEqual(report)
  })

  test('that is none, is cut or is of another format is refused', () => {
    const html = renderHtml(makeReport(sampleAnswer(), about))
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

  test.each(HOSTILE)('as Markdown and as a handoff holds nothing of theirs but text: %j', (text) => {
    const answer = { ...sampleAnswer(), headline: text, claims: [claimOf('c-0', text, text)], notExamined: [text] }
    const report = makeReport(answer, about)
    const markdown = renderMarkdown(report)
    expect(markdown.replaceAll(/`+[^`]*`+/g, '')).not.toMatch(/(?<!\\)[<[](?!U)/)
    expect(markdown).not.toMatch(/[^\P{C}\n\t\u2060]/u)
    expect(renderHandoff(report).split('\n')).toHaveLength(5)
  })

  test('as Markdown shows what a colleague asks for, in its order', () => {
    const titles = renderMarkdown(makeReport({ ...sampleAnswer(), phases: { 'define-blast-radius': '1 of 1 source' } }, about))
      .split('\n')
      .filter((line) => line.startsWith('## '))
    expect(titles).toEqual([
      '## Impact',
      '## Root cause',
      '## Actions',
      '## Also found',
      '## Guesses, with no evidence of their own',
      '## Not examined',
      '## Sources',
    ])
  })

  test('in a chat wakes nobody', () => {
    const text = renderHandoff(makeReport({ ...sampleAnswer(), headline: 'pool <!here> @channel full' }, about))
    expect(text).not.toMatch(/@channel|<!here/)
    expect(text).toContain('Proof: db.log says "disk full" 40 times [db.log:7]')
    expect(text).toContain('Next: Free space (read-only); 1 not examined')
  })

  test('tells what the causes rest on in order of time', () => {
    const at = (minute: number) => `2026-11-22T03:${String(minute).padStart(2, '0')}:00Z`
    const answer = sampleAnswer()
    const [problem] = answer.board.problems
    const findings = [
      { id: 'f-2', kind: 'fault' as const, minute: 40, title: 'Writes failed' },
      { id: 'f-1', kind: 'change' as const, minute: 30, title: 'The volume was shrunk' },
      { id: 'f-9', kind: 'fault' as const, minute: 35, title: 'Of no matter' },
    ].map(({ id, kind, minute, title }) => findingOf({ id, kind, title, interval: { from: at(minute), to: at(minute + 1) } }))
    const board = {
      ...answer.board,
      problems: [{ ...problem!, hypotheses: problem!.hypotheses.map((cause) => ({ ...cause, findingIds: ['f-2'] })) }],
    }
    const { timeline } = makeReport({ ...answer, board, findings }, about)
    expect(timeline.map(({ title }) => title)).toEqual(['The volume was shrunk', 'Writes failed'])
  })
})

function findingOf(finding: Pick<Finding, 'id' | 'kind' | 'title' | 'interval'>): Finding {
  const { citations } = claimOf('c-0', 'x')
  return {
    turnId: '10000000-0000-4000-8000-000000000001',
    sourceId: SOURCE_ID,
    check: 'log-messages',
    score: 0.6,
    count: 1,
    entities: [],
    details: [],
    citations,
    predicates: [],
    ...finding,
  }
}
