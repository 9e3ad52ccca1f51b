import type { Table } from './table.ts'

/** First line of separated values: its number from 1, the separator, and the names of the columns. */
export type SeparatedHeader = { readonly line: number; readonly separator: string; readonly names: readonly string[] }

const SEPARATORS = [',', '\t', ';']
const NAME = /^[A-Za-z_@%][\w .%/()@:#-]{0,60}$/
/** Columns that tables have and sentences do not; enough where no column is numbers throughout. */
const KNOWN =
  /^(?:id|name|host|hostname|node|pod|service|server|instance|container|status|state|health|phase|time|timestamp|date|type|region|zone|version)$/i
/** Columns of sentences: the lines are a log in columns. */
const MESSAGES = /^(?:message|msg|body|log|text|line|error|description)$/i
const NUMBER = /^[+-]?\d[\d.:TZ+-]*(?:[eE][+-]?\d+)?\s?[%A-Za-z]{0,3}$/
const MAX_SAMPLE = 50
const MAX_ROWS = 20_000
const MAX_LINE = 4000

/**
 * Finds the header of values that commas, tabs or semicolons part: names, over lines of as many cells.
 * @returns undefined when the lines are something else
 */
export function findSeparatedHeader(lines: readonly string[]): SeparatedHeader | undefined {
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'))
  const header = lines[first]?.replace(/^\ufeff/, '').slice(0, MAX_LINE)
  if (header === undefined) return undefined
  for (const separator of SEPARATORS) {
    const names = splitCells(header, separator)
    if (names.length < 2 || new Set(names).size < names.length || !names.every((name) => NAME.test(name))) continue
    if (separator !== '\t' && header.includes(`${separator} `)) continue
    const rows = lines
      .slice(first + 1, first + 1 + MAX_SAMPLE)
      .filter((line) => line.trim() !== '')
      .map((line) => splitCells(line, separator))
    if (fits(rows, names)) return { line: first + 1, separator, names }
  }
  return undefined
}

function fits(rows: readonly (readonly string[])[], names: readonly string[]): boolean {
  const whole = rows.filter((row) => row.length === names.length)
  if (whole.length === 0 || whole.length < rows.length * 0.9) return false
  return (
    names.some((name) => KNOWN.test(name)) ||
    names.some((_, column) => whole.every((row) => row[column] === '' || NUMBER.test(row[column] ?? '')))
  )
}

/** Reads a whole text of separated values as one table; a log in columns is none. */
export function readSeparatedTable(lines: readonly string[]): Table | undefined {
  const header = findSeparatedHeader(lines)
  if (header === undefined || header.names.some((name) => MESSAGES.test(name))) return undefined
  const { line, separator, names } = header
  const all = lines
    .slice(line, line + MAX_ROWS)
    .flatMap((text, index) => (text.trim() === '' ? [] : [{ line: line + index + 1, cells: splitCells(text, separator) }]))
  const rows = all.filter(({ cells }) => cells.length === names.length)
  const others = all.filter(({ cells }) => cells.length !== names.length)
  const [first] = others
  if (first === undefined) return { columns: names, rows }
  const misfits = { line: first.line, cells: first.cells.length, columns: names.length, count: others.length }
  return { columns: names, rows, misfits }
}

/** Cells of a line of separated values, trimmed, at most its first characters; a separator between double quotes is none. */
export function splitCells(text: string, separator: string, most = MAX_LINE): string[] {
  const line = text.slice(0, most)
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim())
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()]
}
