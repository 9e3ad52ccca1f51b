import type { Block, ParsedDocument } from './parsed-document.ts'

/** Reads text without markup: paragraphs between empty lines. */
export function parsePlainText(text: string): ParsedDocument {
  const blocks: Block[] = []
  let paragraph: string[] = []
  const lines = text.split(/\r\n|\r|\n/)
  for (const [at, line] of [...lines, ''].entries()) {
    if (line.trim() !== '') paragraph.push(line)
    else if (paragraph.length > 0) {
      blocks.push({ kind: 'text', text: paragraph.join('\n'), fromLine: at - paragraph.length + 1, toLine: at })
      paragraph = []
    }
  }
  return { text, blocks }
}
