import { Parser } from 'htmlparser2'
import { type Block, type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'

/** What no reader sees: text in these is dropped. */
const UNSEEN = new Set(['script', 'style', 'template', 'noscript', 'svg', 'iframe', 'object', 'nav', 'head', 'select', 'button'])
/** Elements that begin a line of their own. */
const BLOCKS = new Set(
  'p div section article li ul ol dl dt dd blockquote figure figcaption main header footer aside details summary tr br hr address'.split(
    ' ',
  ),
)
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
const CELLS = new Set(['td', 'th'])

/** Deeper pages are not made for people; the parser's time grows with the square of the depth. */
const MAX_DEPTH = 2000

/**
 * Reads HTML to the text that a reader sees, a block a line; lines are counted in that text. Nothing is run or fetched.
 * @throws {UnreadableDocumentError} when elements are nested deeper than {@link MAX_DEPTH}
 */
export function parseHtml(html: string): ParsedDocument {
  const reader = createHtmlReader()
  const parser = new Parser(reader.handler, { decodeEntities: true })
  parser.end(html)
  return reader.finish()
}

/** The visible text of a piece of HTML, blocks divided by line ends. */
export function extractHtmlText(html: string): string {
  return parseHtml(html)
    .text.trim()
    .replace(/\n{2,}/g, '\n')
}

type Open = { kind: 'text' | 'code' | 'table' | 'heading'; level: number; text: string }

function createHtmlReader() {
  const lines: string[] = []
  const blocks: Block[] = []
  let title = ''
  let inTitle = false
  /** How many unseen elements are open; counted, so that nesting costs no memory. */
  let unseen = 0
  let depth = 0
  let preformatted = 0
  let tables = 0
  let open: Open = { kind: 'text', level: 0, text: '' }

  function end(next: Open['kind'], level = 0): void {
    const text = open.kind === 'code' ? open.text.replace(/^\n+|\s+$/g, '') : tidy(open.text)
    if (text !== '') {
      const fromLine = lines.length + 1
      lines.push(...text.split('\n'))
      if (open.kind === 'heading') blocks.push({ kind: 'heading', level: open.level, text, line: fromLine })
      else blocks.push({ kind: open.kind, text, fromLine, toLine: lines.length })
    }
    open = { kind: next, level, text: '' }
  }
  const around = (): Open['kind'] => (tables > 0 ? 'table' : 'text')

  return {
    handler: {
      onopentag(name: string) {
        if (++depth > MAX_DEPTH)
          throw new UnreadableDocumentError(`Its elements are nested deeper than ${MAX_DEPTH}; add its text instead`)
        if (name === 'title') inTitle = true
        if (UNSEEN.has(name)) unseen++
        else if (unseen > 0) return
        else if (name === 'pre' && preformatted++ === 0) end('code')
        else if (name === 'table' && tables++ === 0) end('table')
        else if (HEADINGS.has(name)) end('heading', Number(name[1]))
        else if (tables > 0 && (name === 'tr' || name === 'br')) open.text += '\n'
        else if (tables > 0 && CELLS.has(name)) open.text += ' | '
        else if (preformatted > 0 && name === 'br') open.text += '\n'
        else if (BLOCKS.has(name) && preformatted === 0 && tables === 0) end('text')
      },
      ontext(text: string) {
        if (inTitle) title += text
        else if (unseen === 0) open.text += text
      },
      onclosetag(name: string) {
        depth--
        if (name === 'title') inTitle = false
        if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1)
        else if (unseen > 0) return
        else if (name === 'pre' && preformatted > 0 && --preformatted === 0) end(around())
        else if (name === 'table' && tables > 0 && --tables === 0) end('text')
        else if (HEADINGS.has(name)) end(around())
        else if (BLOCKS.has(name) && preformatted === 0 && tables === 0) end('text')
      },
    },
    finish(): ParsedDocument {
      end('text')
      const named = tidy(title)
      return { ...(named === '' ? {} : { title: named }), text: lines.join('\n'), blocks }
    },
  }
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}
