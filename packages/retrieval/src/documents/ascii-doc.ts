import type { Block, ParsedDocument } from './parsed-document.ts'

/** Delimiters of blocks that keep their text as it is. */
const VERBATIM = /^(-{4,}|\.{4,}|`{3,}\w*)$/
const TABLE = /^[|,:!]={3,}$/
/** Attributes, block titles' options, comments, and delimiters of blocks whose inside is ordinary text. */
const SETTINGS = /^(:[\w!-]+:.*|\[[^\]]*\]|\/\/.*|={4,}|\*{4,}|_{4,}|\+{4,}|--|<<<|'''|\+)$/
const HEADING = /^(={1,6})\s+(\S.*)$/

/** Reads AsciiDoc by its lines: section titles, listings, tables, paragraphs. `include::` is text: nothing is fetched. */
export function parseAsciiDoc(text: string): ParsedDocument {
  const lines = text.split(/\r\n|\r|\n/)
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = (before: number) => {
    if (paragraph.length > 0) {
      blocks.push({ kind: 'text', text: paragraph.join('\n'), fromLine: before - paragraph.length + 1, toLine: before })
    }
    paragraph = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trimEnd()
    const heading = HEADING.exec(line)
    const fenced = VERBATIM.test(line) ? 'code' : TABLE.test(line) ? 'table' : undefined
    if (heading || fenced || line === '' || SETTINGS.test(line)) endParagraph(at)
    else paragraph.push(line.replace(/^\.(?=[A-Za-z])/, ''))
    if (heading) blocks.push({ kind: 'heading', level: heading[1]!.length, text: heading[2]!, line: at + 1 })
    if (!fenced) continue
    const end = findFrom(lines, at + 1, line)
    blocks.push({
      kind: fenced,
      text: lines.slice(at + 1, end).join('\n'),
      fromLine: at + 1,
      toLine: Math.min(end + 1, lines.length),
    })
    at = end
  }
  endParagraph(lines.length)
  return { text, blocks: blocks.filter((block) => block.text.trim() !== '') }
}

/** Where the line that closes a block stands, or the end of the text: a block left open reaches to there. */
function findFrom(lines: readonly string[], from: number, delimiter: string): number {
  const close = delimiter.startsWith('```') ? '```' : delimiter
  for (let at = from; at < lines.length; at++) if (lines[at]!.trimEnd() === close) return at
  return lines.length
}
