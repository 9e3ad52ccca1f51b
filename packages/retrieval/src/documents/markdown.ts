import MarkdownIt from 'markdown-it'
import { extractHtmlText } from './html.ts'
import type { Block, ParsedDocument } from './parsed-document.ts'
import { readFrontMatter } from './front-matter.ts'

/** Deeper quotes and lists than this are read as text: nobody writes them, and each level costs. */
const MAX_NESTING = 20
/** Only blocks are wanted; inline markup is left as it was written. */
const parser = new MarkdownIt({ html: true, maxNesting: MAX_NESTING }).disable([
  'inline',
  'linkify',
  'replacements',
  'smartquotes',
])

/** Reads CommonMark with tables and front matter. Linear in the text but for nested lists, which {@link MAX_NESTING} bounds. */
export function parseMarkdown(text: string): ParsedDocument {
  const { title, body, linesBefore } = readFrontMatter(text)
  const lines = text.split(/\r\n|\r|\n/)
  const blocks: Block[] = []
  const tokens = parser.parse(body, {})
  for (const [at, token] of tokens.entries()) {
    if (!token.map) continue
    const [from, end] = [token.map[0] + linesBefore, token.map[1] + linesBefore]
    const range = { fromLine: from + 1, toLine: Math.max(from + 1, end) }
    if (token.type === 'heading_open') {
      const level = Number(token.tag.slice(1))
      blocks.push({ kind: 'heading', level, text: plainInline(tokens[at + 1]?.content ?? ''), line: from + 1 })
    } else if (token.type === 'paragraph_open') {
      blocks.push({ kind: 'text', text: plainInline(tokens[at + 1]?.content ?? ''), ...range })
    } else if (token.type === 'fence' || token.type === 'code_block') {
      const language = token.info.trim().split(/\s/)[0]!
      blocks.push({ kind: 'code', text: token.content, ...range, ...(language === '' ? {} : { language }) })
    } else if (token.type === 'table_open') {
      blocks.push({ kind: 'table', text: plainInline(lines.slice(from, end).join('\n')), ...range })
    } else if (token.type === 'html_block') {
      const inner = extractHtmlText(token.content)
      if (inner !== '') blocks.push({ kind: 'text', text: inner, ...range })
    }
  }
  return { ...(title === undefined ? {} : { title }), text, blocks }
}

/** Inline markup to the words a reader sees: link and image texts without their addresses, no emphasis marks. */
export function plainInline(text: string): string {
  return text
    .replace(/!?\[([^[\]\n]{0,500})\]\((?:[^()\s]{0,2000})(?:\s+"[^"\n]{0,500}")?\)/g, '$1')
    .replace(/<\/?[a-z][^<>\n]{0,500}>/gi, ' ')
    .replace(/(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)/g, '')
}
