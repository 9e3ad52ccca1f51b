import { createHash } from 'node:crypto'
import type { Block, ParsedDocument } from '../documents/parsed-document.ts'
import type { Chunk } from './chunk.ts'
import { createAnchors } from './anchors.ts'
import { commandsIn } from './commands-in.ts'
import { placeOnPages } from './place-on-pages.ts'

/** Words after which a chunk of a section ends. */
const TARGET_WORDS = 220
/** A paragraph longer than this is divided at its lines, then between words. Code and tables stay whole up to {@link MAX_CHARACTERS}. */
const MAX_WORDS = 330
/** No chunk is longer, whatever its kind: a prompt must have room for several. */
const MAX_CHARACTERS = 20_000

type Piece = {
  readonly text: string
  readonly fromLine: number
  readonly toLine: number
  readonly words: number
  readonly command?: string | undefined
}

/** Cuts a document into passages of about {@link TARGET_WORDS} words that never cross a heading. Linear in the text. */
export function chunkDocument({ blocks, pages }: ParsedDocument): Chunk[] {
  const chunks: Chunk[] = []
  const anchorOf = createAnchors()
  let path: { readonly level: number; readonly text: string }[] = []
  let anchor = ''
  let pieces: Piece[] = []
  let words = 0

  function end(): void {
    if (pieces.length === 0) return
    const text = pieces.map((piece) => piece.text).join('\n\n')
    const [fromLine, toLine] = [pieces[0]!.fromLine, pieces.at(-1)!.toLine]
    chunks.push({
      headings: path.map((heading) => heading.text),
      anchor,
      fromLine,
      toLine,
      ...(pages && { place: placeOnPages(pages, fromLine, toLine) }),
      text,
      commands: pieces.flatMap(({ command }) => command ?? []),
      hash: createHash('sha256').update(text).digest('hex'),
    })
    pieces = []
    words = 0
  }
  for (const block of withText(blocks)) {
    if (block.kind === 'heading') {
      end()
      path = [...path.filter(({ level }) => level < block.level), { level: block.level, text: block.text }]
      anchor = anchorOf(block.text)
      continue
    }
    for (const piece of divide(block)) {
      if (words > 0 && words + piece.words > TARGET_WORDS) end()
      pieces.push(piece)
      words += piece.words
    }
  }
  end()
  return chunks
}

/** A document of headings alone is found by them. */
function withText(blocks: readonly Block[]): readonly Block[] {
  if (blocks.some(({ kind }) => kind !== 'heading')) return blocks
  return blocks.flatMap((block) =>
    block.kind === 'heading'
      ? [block, { kind: 'text' as const, text: block.text, fromLine: block.line, toLine: block.line }]
      : [],
  )
}

function divide(block: Exclude<Block, { kind: 'heading' }>): Piece[] {
  const { kind, text, fromLine, toLine } = block
  const words = countWords(text)
  const whole = { text, fromLine, toLine, words, ...(kind === 'code' && { command: commandsIn(block) }) }
  if (text.length <= MAX_CHARACTERS && (kind !== 'text' || words <= MAX_WORDS)) return [whole]
  const lines = text.split('\n')
  const pieces: Piece[] = []
  let start = 0
  for (let at = 0, held = 0, size = 0; at < lines.length; at++) {
    held += countWords(lines[at]!)
    size += lines[at]!.length
    const isLast = at === lines.length - 1
    if (!isLast && held < TARGET_WORDS && size < MAX_CHARACTERS / 2) continue
    // A text whose lines were joined (a cell, an entity) has fewer lines than its source: never beyond the block.
    const from = Math.min(fromLine + start, toLine)
    const to = isLast ? toLine : Math.min(fromLine + at, toLine)
    for (const part of cut(lines.slice(start, at + 1).join('\n'))) {
      pieces.push({ text: part, fromLine: from, toLine: to, words: countWords(part) })
    }
    start = at + 1
    held = 0
    size = 0
  }
  return pieces
}

/** A line without end is cut by length, at a space where there is one. */
function cut(text: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + MAX_CHARACTERS)
    const space = text.lastIndexOf(' ', end)
    if (end < text.length && space > start + MAX_CHARACTERS / 2) end = space
    parts.push(text.slice(start, end))
    start = end
  }
  return parts
}

function countWords(text: string): number {
  let count = 0
  for (let at = 0, inside = false; at < text.length; at++) {
    const isSpace = text.charCodeAt(at) <= 32
    if (!isSpace && !inside) count++
    inside = !isSpace
  }
  return count
}
