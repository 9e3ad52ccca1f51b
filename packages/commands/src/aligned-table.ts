import { columnsByWords, type Column } from './columns.ts'
import type { Table, TextLine } from './table.ts'

type Row = Table['rows'][number]

/**
 * Reads a block whose first line, or one of the next few, is a header over aligned columns.
 * Tried in this order: tabs; left-aligned columns (every cell begins where its name begins); words (`df`, `ps`: as many words as names,
 * the last column takes the rest; a header that is one name short names the rows, as in `free`).
 */
export function readAlignedTable(block: readonly TextLine[]): Table | undefined {
  for (const [index, header] of block.slice(0, 4).entries()) {
    const rows = block.slice(index + 1)
    if (rows.length === 0) return undefined
    const table =
      readTabs(header, rows) ?? readWholeRows(header, rows) ?? readLeftAligned(header, rows) ?? readWords(header, rows)
    if (table) return { ...table, header: header.line }
  }
  return undefined
}

function readTabs(header: TextLine, rows: readonly TextLine[]): Table | undefined {
  const columns = header.text.split('\t').map((name) => name.trim())
  if (columns.length < 2 || !columns.every(isName)) return undefined
  const read = rows.map((row) => ({ line: row.line, cells: row.text.split('\t').map((cell) => cell.trim()) }))
  const fits = read.filter((row) => row.cells.length === columns.length)
  return fits.length >= read.length * 0.8 ? { columns, rows: fits } : undefined
}

/** A cell wider than its column shifts the rest of its row: where every row has a word for each name, the words decide. */
function readWholeRows(header: TextLine, rows: readonly TextLine[]): Table | undefined {
  const columns = columnsByWords(header.text).map(({ name }) => name)
  const read = rows.map((row) => ({ line: row.line, cells: row.text.trim().split(/\s+/) }))
  const isWhole = columns.length >= 3 && columns.every(isHeading) && read.every(({ cells }) => cells.length === columns.length)
  const left = isWhole ? readLeftAligned(header, rows) : undefined
  return left !== undefined && left.rows.length < rows.length ? { columns, rows: read } : undefined
}

function readLeftAligned(header: TextLine, rows: readonly TextLine[]): Table | undefined {
  const texts = rows.map((row) => ({ text: expandTabs(row.text), line: row.line }))
  const columns = columnsOver(
    expandTabs(header.text),
    texts.map((row) => row.text),
  )
  if (columns.length < 2 || !columns.every((column) => isHeading(column.name))) return undefined
  const fits = texts.filter(({ text }) => columns.every((column) => beginsCell(text, column.start)))
  if (fits.length < texts.length * 0.8 || fits.length === 0) return undefined
  return { columns: columns.map((column) => column.name), rows: fits.map((row) => cutRow(row, columns)) }
}

/** One space parts two names only if cells begin there and none runs across it (`ACTIVE SUB`); else they are one name of two words. */
function columnsOver(header: string, texts: readonly string[]): Column[] {
  return columnsByWords(header).reduce<Column[]>((columns, column, index, words) => {
    const last = columns.at(-1)
    const touches = last !== undefined && last.start + last.name.length + 1 === column.start
    const end = words[index + 1]?.start
    const isOneName =
      touches &&
      (!texts.every((text) => beginsCell(text, column.start)) ||
        texts.every((text) => text.slice(column.start, end).trim() === ''))
    return last && isOneName
      ? [...columns.slice(0, -1), { name: `${last.name} ${column.name}`, start: last.start }]
      : [...columns, column]
  }, [])
}

/** Where a column begins, a cell begins or nothing stands: no cell runs across. */
function beginsCell(text: string, start: number): boolean {
  return start === 0 || start >= text.length || text[start - 1] === ' '
}

function cutRow({ text, line }: TextLine, columns: readonly Column[]): Row {
  return {
    line,
    cells: columns.map((column, index) => text.slice(index === 0 ? 0 : column.start, columns[index + 1]?.start).trim()),
  }
}

function readWords(header: TextLine, rows: readonly TextLine[]): Table | undefined {
  const columns = columnsByWords(header.text)
  const names = columns.map((column) => column.name)
  if (columns.length < 3 || !names.every(isName)) return undefined
  const isShort = /^\s/.test(header.text) && rows.every((row) => /^\s*\S+:\s/.test(row.text))
  const wanted = isShort ? ['', ...names] : names
  const read = rows.map((row) => ({ line: row.line, cells: splitWords(row.text, wanted.length) }))
  const fits = read.filter((row) => row.cells.length === wanted.length || (isShort && row.cells.length >= 3))
  if (fits.length < read.length * 0.8 || !(isShort || names.every(isHeading) || isEven(read, wanted.length))) return undefined
  return { columns: wanted, rows: fits.map((row) => ({ line: row.line, cells: pad(row.cells, wanted.length) })) }
}

/** At most `count` cells; the last takes the rest of the line. */
function splitWords(text: string, count: number): string[] {
  const words = [...text.trim().matchAll(/\S+/g)]
  const rest = words[count - 1]
  if (words.length <= count || !rest) return words.map((word) => word[0])
  return [...words.slice(0, count - 1).map((word) => word[0]), text.trim().slice(rest.index)]
}

const pad = (cells: readonly string[], count: number) => [...cells, ...Array<string>(Math.max(0, count - cells.length)).fill('')]

/** A header in small letters could be prose: then every row has exactly as many words and one column is numbers throughout. */
function isEven(rows: readonly Row[], count: number): boolean {
  if (count < 4 || !rows.every((row) => row.cells.length === count && !/\s/.test(row.cells.at(-1) ?? ''))) return false
  return Array.from({ length: count }, (_, index) => index).some((index) =>
    rows.every((row) => /^[\d.]+(?:[a-z]{0,2}|%)$/i.test(row.cells[index] ?? '')),
  )
}

const isName = (name: string) => /^[A-Za-z%#@][\w.%#/():@,*+ -]{0,40}$/.test(name) && !name.endsWith(':')
/** The way tools write headers: capitals, or a capital first. */
const isHeading = (name: string) =>
  isName(name) && /^[%#@]?[A-Z][A-Z0-9_.%#/():@,*+ -]*$|^%?[A-Z][\w%/():-]*(?: [A-Za-z][\w:]*){0,2}$/.test(name)

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text
  let expanded = ''
  for (const part of text.split('\t')) expanded += part + ' '.repeat(8 - ((expanded.length + part.length) % 8))
  return expanded.trimEnd()
}
