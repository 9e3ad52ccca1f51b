import { MAX_DOCUMENT_CHARACTERS } from './parse-document.ts'
import { type Block, type ParsedDocument, UnreadableDocumentError } from './parsed-document.ts'

type Kind = Exclude<Block['kind'], 'heading'>

/**
 * Makes the text of a document whose format is no text, and its blocks with their lines in it. Pieces of code that follow each other are
 * one block; every other piece is one of its own.
 */
export function createBlockWriter() {
  const lines: string[] = []
  const blocks: Block[] = []
  const pages: number[] = []
  let open: { kind: Kind; text: string; fromLine: number } | undefined
  let characters = 0

  function write(text: string): number {
    characters += text.length
    if (characters > MAX_DOCUMENT_CHARACTERS) {
      throw new UnreadableDocumentError(
        `It has more than ${MAX_DOCUMENT_CHARACTERS} characters; divide it into documents of one topic each`,
      )
    }
    const line = lines.length + 1
    for (const part of text.split('\n')) lines.push(part)
    return line
  }
  function end(): void {
    if (open) blocks.push({ ...open, toLine: lines.length })
    open = undefined
  }
  return {
    heading(level: number, text: string): void {
      end()
      if (text !== '') blocks.push({ kind: 'heading', level, text, line: write(text) })
    },
    add(kind: Kind, text: string): void {
      if (open?.kind !== kind || kind !== 'code') end()
      if (text.trim() === '') return
      const fromLine = write(text)
      open = open ? { ...open, text: `${open.text}\n${text}` } : { kind, text, fromLine }
    },
    /** What follows begins a page. */
    page(): void {
      end()
      pages.push(lines.length + 1)
    },
    end,
    finish(title?: string): ParsedDocument {
      end()
      return {
        ...(title === undefined || title === '' ? {} : { title }),
        ...(pages.length > 0 ? { pages } : {}),
        text: lines.join('\n'),
        blocks,
      }
    },
  }
}
