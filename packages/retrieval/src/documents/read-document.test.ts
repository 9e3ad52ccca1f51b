import { deflateSync } from 'node:zlib'
import { makePdf, makeZip } from '@faultmaven/testkit'
import { describe, expect, it } from 'vitest'
import { chunkDocument } from '../chunks/chunk-document.ts'
import { UnreadableDocumentError } from './parsed-document.ts'
import { readDocument } from './read-document.ts'

const PAGES = [
  [
    { text: 'Disk full', size: 20 },
    { text: 'The node stops taking pods when its disk is nearly full,', gap: 30 },
    { text: 'and evicts those that use most of it.' },
    { text: 'Look at it first.', gap: 40 },
    { text: 'df -h', isCode: true },
    { text: 'du -x /var', isCode: true },
  ],
  [
    { text: 'Mitigation', size: 16 },
    { text: 'Delete what was rotated (and nothing else).', gap: 30 },
  ],
]

/** A Word document of this body. */
function makeDocx(body: string, styles = ''): Buffer {
  return makeZip([
    { name: '[Content_Types].xml', data: Buffer.from('<Types/>') },
    { name: 'word/styles.xml', data: Buffer.from(`<w:styles>${styles}</w:styles>`) },
    { name: 'word/document.xml', data: Buffer.from(`<w:document><w:body>${body}</w:body></w:document>`) },
  ])
}
const paragraph = (text: string, style = '') =>
  `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`

describe('readDocument() of a PDF', () => {
  it('takes larger lines as headings, monospaced ones as listings, and ends paragraphs at gaps', async () => {
    const { blocks } = await readDocument('a.pdf', makePdf(PAGES))
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Disk full', line: 1 },
      {
        kind: 'text',
        text: 'The node stops taking pods when its disk is nearly full,\nand evicts those that use most of it.',
        fromLine: 2,
        toLine: 3,
      },
      { kind: 'text', text: 'Look at it first.', fromLine: 4, toLine: 4 },
      { kind: 'code', text: 'df -h\ndu -x /var', fromLine: 5, toLine: 6 },
      { kind: 'heading', level: 2, text: 'Mitigation', line: 7 },
      { kind: 'text', text: 'Delete what was rotated (and nothing else).', fromLine: 8, toLine: 8 },
    ])
  })

  it('tells the page of a passage and its lines there, which are lines of the kept text', async () => {
    const parsed = await readDocument('a.pdf', makePdf(PAGES))
    const chunks = chunkDocument(parsed)
    expect(chunks.map(({ place, fromLine, toLine }) => [place, fromLine, toLine])).toEqual([
      ['page 1, lines 2–6', 2, 6],
      ['page 2, line 2', 8, 8],
    ])
    const lines = parsed.text.split('\n')
    for (const { text, fromLine, toLine } of chunks) {
      expect(text.replaceAll('\n\n', '\n')).toBe(lines.slice(fromLine - 1, toLine).join('\n'))
    }
  })

  it.each([
    ['is cut', makePdf(PAGES).subarray(0, 300), /damaged/],
    ['is a mark alone', Buffer.from('%PDF-1.7 …'), /damaged/],
    ['has pictures alone', makePdf([{ content: '0 0 m 100 100 l S' }]), /no text/],
    ['has pages without end', makePdf(Array.from({ length: 2001 }, () => [])), /more than 2000 pages/],
  ])('refuses one that %s, and says why', async (_, bytes, reason) => {
    await expect(readDocument('a.pdf', bytes)).rejects.toThrow(reason)
    await expect(readDocument('a.pdf', bytes)).rejects.toBeInstanceOf(UnreadableDocumentError)
  })

  it('is not misled by a stream that unpacks a thousandfold, nor by arrays in arrays', async () => {
    const content = deflateSync(Buffer.alloc(32 * 2 ** 20, ' '))
    const bomb = makePdf([{ content, filter: '/Filter /FlateDecode' }, PAGES[1]!])
    expect((await readDocument('a.pdf', bomb)).text).toContain('Mitigation')
    const nested = makePdf([{ content: '['.repeat(1_000_000) }, PAGES[1]!])
    expect((await readDocument('a.pdf', nested)).text).toContain('Mitigation')
  })
})

describe('readDocument() of a Word document', () => {
  it('takes headings by the names of their styles, in any language, tables by their rows, listings by their style', async () => {
    const styles =
      '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="X"><w:name w:val="Chapter"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>' +
      '<w:style w:styleId="K"><w:name w:val="Source Code"/></w:style>'
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`
    const body =
      paragraph('Disk full', 'berschrift1') +
      paragraph('Pods are &amp; were evicted.') +
      paragraph('Mitigation', 'X') +
      paragraph('df -h', 'K') +
      paragraph('du -x /', 'K') +
      `<w:tbl><w:tr>${cell('Sign')}${cell('Cause')}</w:tr><w:tr>${cell('Evicted')}${cell('Full')}</w:tr></w:tbl>` +
      '<w:p><w:r><w:t>Call </w:t></w:r><w:del><w:r><w:t>Anna</w:t></w:r></w:del><w:r><w:instrText>HYPERLINK</w:instrText><w:t>the team.</w:t></w:r></w:p>'
    const { blocks, text } = await readDocument('a.docx', makeDocx(body, styles))
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Disk full', line: 1 },
      { kind: 'text', text: 'Pods are & were evicted.', fromLine: 2, toLine: 2 },
      { kind: 'heading', level: 2, text: 'Mitigation', line: 3 },
      { kind: 'code', text: 'df -h\ndu -x /', fromLine: 4, toLine: 5 },
      { kind: 'table', text: '| Sign | Cause |\n| Evicted | Full |', fromLine: 6, toLine: 7 },
      { kind: 'text', text: 'Call the team.', fromLine: 8, toLine: 8 },
    ])
    expect(text.split('\n')).toHaveLength(8)
  })

  it.each([
    ['is another archive', makeZip([{ name: 'a.txt', data: Buffer.from('x') }]), /no Word document/],
    ['holds nothing', makeDocx(''), /no text/],
    ['unpacks without end', makeDocx(' '.repeat(65 * 2 ** 20)), /unpacks to more than 64 MiB/],
    ['is nested without end', makeDocx('<w:p>'.repeat(100_000)), /nested deeper/],
    ['was cut', makeDocx(paragraph('text')).subarray(0, 200), /damaged/],
    ['grows by its entities', makeDocx('&a;'), /no text|no Word/],
  ])('refuses one that %s, and says why', async (_, bytes, reason) => {
    await expect(readDocument('a.docx', bytes)).rejects.toThrow(reason)
  })
})

it('says what to do with an old Office file', async () => {
  await expect(readDocument('a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toThrow(/\.docx/)
})
