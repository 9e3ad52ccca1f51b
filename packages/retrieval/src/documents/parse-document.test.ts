import { describe, expect, it } from 'vitest'
import { parseDocument } from './parse-document.ts'
import { type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'

/** A block a line: kind, first line, text. */
function told({ blocks }: ParsedDocument): string[] {
  return blocks.map((block) =>
    block.kind === 'heading'
      ? `h${block.level} ${block.line} ${block.text}`
      : `${block.kind} ${block.fromLine}-${block.toLine} ${block.text.trim().replaceAll('\n', ' / ')}`,
  )
}

describe('parseDocument()', () => {
  it('reads Markdown with front matter, counting lines in the whole file', () => {
    const text =
      '---\ntitle: Disk full\nweight: 3\n---\n# Disk\n\nSee [the docs](https://x.test/a "t") **now**.\n\n```sh\ndf -h\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'
    const parsed = parseDocument('runbooks/disk.md', text)
    expect(parsed.title).toBe('Disk full')
    expect(told(parsed)).toEqual([
      'h1 5 Disk',
      'text 7-7 See the docs now.',
      'code 9-11 df -h',
      'table 13-15 | a | b | / |---|---| / | 1 | 2 |',
    ])
  })

  it('takes from HTML what a reader sees, never scripts, styles or templates', () => {
    const html =
      '<!doctype html><html><head><title>Pool &amp; limits</title><script>steal("secret")</script></head><body><nav>menu</nav><h2>Pool</h2>' +
      '<p>All <b>connections</b><script>alert(1)</script> are taken.<p>Restart it.<pre>psql\n  -c x</pre>' +
      '<table><tr><th>a</th></tr><tr><td>1</td></tr></table><style>p{}</style><img src=x onerror=alert(2)></body></html>'
    const parsed = parseDocument('a.html', html)
    expect(parsed.title).toBe('Pool & limits')
    expect(told(parsed)).toEqual([
      'h2 1 Pool',
      'text 2-2 All connections are taken.',
      'text 3-3 Restart it.',
      'code 4-5 psql /   -c x',
      'table 6-7 | a / | 1',
    ])
    expect(parsed.text).not.toMatch(/steal|alert|menu/)
  })

  it('reads AsciiDoc sections, listings and tables', () => {
    const text =
      '= Title\n:toc:\n\n== Symptom\nThe queue grows.\n\n[source,sh]\n----\nrabbitmqctl list_queues\n----\n\n|===\n|a |b\n|===\n'
    expect(told(parseDocument('a.adoc', text))).toEqual([
      'h1 1 Title',
      'h2 4 Symptom',
      'text 5-5 The queue grows.',
      'code 8-10 rabbitmqctl list_queues',
      'table 12-14 |a |b',
    ])
  })

  it('reads reStructuredText titles by the order of their underlines, and literal blocks', () => {
    const text = '=====\nGuide\n=====\n\nLag\n---\n\nLook at it::\n\n   kafka-lag --all\n\nThen wait.\n\n.. a comment\n   more\n'
    expect(told(parseDocument('a.rst', text))).toEqual([
      'h1 1 Guide',
      'h2 5 Lag',
      'text 8-8 Look at it::',
      'code 9-10 kafka-lag --all',
      'text 12-12 Then wait.',
    ])
  })

  it('makes a section of each alerting rule, headed by its name', () => {
    const text = `groups:
  - name: disk
    rules:
      - alert: DiskFull
        expr: disk_free_bytes < 10
        annotations:
          summary: The disk is nearly full
      - record: job:errors:rate5m
        expr: rate(errors_total[5m])
`
    expect(told(parseDocument('rules.yaml', text))).toEqual([
      'h1 4 DiskFull',
      'text 4-7 summary: The disk is nearly full',
      'code 4-7 disk_free_bytes < 10',
      'h1 8 job:errors:rate5m',
      'code 8-9 rate(errors_total[5m])',
    ])
  })

  it('reads provisioned alerts of Grafana', () => {
    const text = `apiVersion: 1
groups:
  - name: g
    rules:
      - uid: x
        title: Queue grows
        condition: A
        data:
          - refId: A
            model: { expr: "deriv(queue_length[10m]) > 0" }
        annotations: { summary: Consumers are too slow }
`
    expect(told(parseDocument('alerts.yml', text)).map((line) => line.replace(/ \d+-\d+/, ''))).toEqual([
      'h1 5 Queue grows',
      'text summary: Consumers are too slow',
      'code deriv(queue_length[10m]) > 0',
    ])
  })

  it('reads inhibitions of Alertmanager: what is kept back, by what, and where both must agree', () => {
    const text = `route:
  receiver: team
  matchers: [ 'severity="page"' ]
inhibit_rules:
  - source_matchers: [ alertname="NodeDown" ]
    target_matchers: [ alertname="DiskFull", severity="warning" ]
    equal: [ node ]
  - source_match: { severity: critical }
    target_match: { severity: info }
`
    expect(told(parseDocument('alertmanager.yml', text)).map((line) => line.replace(/ \d+(-\d+)?/, ''))).toEqual([
      'h1 team',
      'text severity="page"',
      'h1 Inhibited: alertname="DiskFull", severity="warning"',
      'text while firing alertname="NodeDown" / with equal node',
      'h1 Inhibited: severity: info',
      'text while firing severity: critical',
    ])
  })

  it('reads alerts of Grafana as JSON: exported ones with any query language, and those of older dashboards', () => {
    const exported = '{"title":"Orders stop","condition":"A","data":[{"model":{"rawSql":"SELECT count(*) FROM orders"}}]}'
    const dashboard =
      '{"panels":[{"alert":{"name":"Queue grows","message":"Add consumers","conditions":[{"query":{"params":["A"]}}]}}]}'
    const lines = (text: string) => told(parseDocument('a.json', text)).map((line) => line.replace(/ \d+(-\d+)?/, ''))
    expect(lines(exported)).toEqual(['h1 Orders stop', 'code SELECT count(*) FROM orders'])
    expect(lines(dashboard)).toEqual(['h1 Queue grows', 'text Add consumers'])
  })

  it('reads paragraphs of plain text', () => {
    expect(told(parseDocument('notes', 'one\ntwo\n\n\nthree\n'))).toEqual(['text 1-2 one / two', 'text 5-5 three'])
  })

  it.each([
    ['a.md', 'x'.repeat(9 * 2 ** 20), /more than \d+ characters/],
    ['a.txt', 'y'.repeat(2 ** 20 + 1), /a line of more than/],
    ['a.txt', 'ELF\0\0\0', /binary/],
    ['a.html', '<script>run()</script>', /no text/],
    ['a.md', '   \n', /no text/],
  ])('refuses %s with a reason that says what to do', (name, text, reason) => {
    expect(() => parseDocument(name, text)).toThrow(reason)
  })

  it.each([
    ['nested quotes', 'a.md', `${'>'.repeat(50_000)} word`],
    ['nested lists', 'a.md', `${'- '.repeat(20_000)}word`],
    ['open brackets', 'a.md', `word ${'['.repeat(100_000)}`],
    ['HTML in Markdown', 'a.md', '<div>\n\n'.repeat(50_000) + 'word'],
    ['open elements', 'a.html', `<p>word${'<div>'.repeat(200_000)}`],
    ['attributes without end', 'a.html', `<p>word<a ${'x="'.repeat(100_000)}`],
    [
      'an alias bomb',
      'a.yml',
      `a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]\nalert: Full\nexpr: disk\n`,
    ],
    ['titles of underlines', 'a.rst', '=====\n'.repeat(50_000) + 'word'],
  ])('ends %s soon: with its blocks or with a reason', (_, name, text) => {
    const started = performance.now()
    expect(outcome(name, text)).toMatch(/^(blocks|Its? )/)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

function outcome(name: string, text: string): string {
  try {
    return `blocks ${parseDocument(name, text).blocks.length}`
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return error.message
    throw error
  }
}
