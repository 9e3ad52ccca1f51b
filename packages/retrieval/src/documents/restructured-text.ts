import type { Block, ParsedDocument } from './parsed-document.ts'

const UNDERLINE = /^([=\-~^"'`#*+.:_<>])\1{2,}$/
const GRID_TABLE = /^\+(-+\+)+$/
const SIMPLE_TABLE = /^=+( +=+)+$/
const DIRECTIVE = /^\s*\.\.(\s|$)/
const CODE_DIRECTIVE = /^\s*\.\.\s+(code-block|code|sourcecode|literalinclude|parsed-literal|prompt)::/

/** Reads reStructuredText by its lines: titles by their underlines, literal blocks, tables, paragraphs. `include` is not followed. */
export function parseRestructuredText(text: string): ParsedDocument {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd())
  const levels: string[] = []
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (line === '') at++
    else if (isTitle(lines, at)) {
      const overlined = UNDERLINE.test(line)
      const title = lines[overlined ? at + 1 : at]!.trim()
      const mark = `${overlined ? 'over' : 'under'}${(overlined ? line : lines[at + 1]!)[0]}`
      if (!levels.includes(mark)) levels.push(mark)
      blocks.push({ kind: 'heading', level: levels.indexOf(mark) + 1, text: title, line: at + 1 })
      at += overlined ? 3 : 2
    } else if (GRID_TABLE.test(line) || SIMPLE_TABLE.test(line)) at = take(lines, at, 'table', blocks)
    else if (CODE_DIRECTIVE.test(line)) at = takeIndented(lines, at, at, blocks)
    else if (DIRECTIVE.test(line) && !/::/.test(line)) at = skipIndented(lines, at)
    else {
      const end = take(lines, at, 'text', blocks)
      at = lines[end - 1]!.endsWith('::') ? takeIndented(lines, end - 1, end, blocks) : end
    }
  }
  return { text, blocks }
}

/** An underline is at least as long as its title; an overline stands above as well. */
function isTitle(lines: readonly string[], at: number): boolean {
  const [first = '', second = '', third = ''] = lines.slice(at, at + 3)
  if (UNDERLINE.test(first)) return second.trim() !== '' && third === first && first.length >= second.trim().length
  return UNDERLINE.test(second) && second.length >= first.length && !first.startsWith(' ')
}

/** Lines up to the next empty one. @returns the line after them */
function take(lines: readonly string[], from: number, kind: 'text' | 'table', blocks: Block[]): number {
  let end = from + 1
  while (end < lines.length && lines[end] !== '') end++
  blocks.push({ kind, text: lines.slice(from, end).join('\n'), fromLine: from + 1, toLine: end })
  return end
}

/** The indented lines under the line `from`, as code that is cited from `shown` on. @returns the line after them */
function takeIndented(lines: readonly string[], from: number, shown: number, blocks: Block[]): number {
  const end = skipIndented(lines, from)
  const text = lines.slice(from + 1, end).join('\n')
  if (text.trim() !== '') blocks.push({ kind: 'code', text: text.replace(/^\n+/, ''), fromLine: shown + 1, toLine: end })
  return end
}

function skipIndented(lines: readonly string[], from: number): number {
  let end = from + 1
  for (let at = end; at < lines.length && /^(\s|$)/.test(lines[at]!); at++) if (lines[at] !== '') end = at + 1
  return end
}
