import type { Table, TextLine } from './table.ts'

/**
 * Reads a table drawn with `|`: psql (`a | b` over `---+---`), mysql (`| a | b |` in a `+---+` frame) and Markdown.
 * psql's trailing `(2 rows)` and mysql's `2 rows in set` are left out.
 */
export function readRuledTable(block: readonly TextLine[]): Table | undefined {
  const ruler = block.findIndex((line) => isRuler(line.text))
  if (ruler < 0) return undefined
  const isFramed =
    /^\s*\+/.test(block[ruler]?.text ?? '') && ruler + 1 < block.length && !(block[ruler - 1]?.text ?? '').includes('|')
  const headerIndex = isFramed ? ruler + 1 : ruler - 1
  const header = block[headerIndex]
  if (!header?.text.includes('|')) return undefined
  const columns = cellsOf(header.text)
  if (columns.every((name) => name === '')) return undefined
  const rows = block
    .slice(Math.max(ruler, headerIndex) + 1)
    .filter((line) => line.text.includes('|') && !isRuler(line.text))
    .map((line) => ({ line: line.line, cells: cellsOf(line.text) }))
  return { columns, header: header.line, rows: rows.filter((row) => row.cells.length === columns.length) }
}

const MAX_RULER = 20_000

/** The indent is cut off first: next to a bar that may be missing, it can be divided in as many ways as it is long. */
function isRuler(text: string): boolean {
  return text.length <= MAX_RULER && /^[|+]?\s*:?--[-+|: ]*$/.test(text.trimStart()) && /[|+]/.test(text)
}

function cellsOf(text: string): string[] {
  const trimmed = text.trim()
  const inner = trimmed.startsWith('|') ? trimmed.slice(1).replace(/\|$/, '') : trimmed
  return inner.split('|').map((cell) => cell.trim())
}
