import { readAlignedTable } from './aligned-table.ts'
import { readPodRows } from './pod-rows.ts'
import { readRuledTable } from './ruled-table.ts'
import { readSeparatedTable } from './separated-table.ts'
import type { Table, TextLine } from './table.ts'

/** A longer text is a log or a dump, no output that a person looks at. */
const MAX_CHARACTERS = 16 * 2 ** 20
/** Rows beyond this are not kept: the memory of a table must not grow with a hostile file. */
const MAX_ROWS = 20_000
/** Nobody prints more columns; a line of thousands of words is none of a table. */
const MAX_COLUMNS = 100

/**
 * Finds the tables in what command-line tools print: aligned columns under a header (`kubectl get`, `docker ps`, `df`, `ps`, `ss`,
 * `systemctl`, `_cat` listings), tabs, and ruled tables (psql, mysql, Markdown). Blank lines, prompts and `---` part tables.
 * Tabs count to the next multiple of eight. A text of separated values (CSV) is one table, unless a column of it is messages.
 * Never throws; text without a table gives [].
 */
export function readTables(text: string): Table[] {
  if (text.length > MAX_CHARACTERS) return []
  const separated = readSeparatedTable(text.split(/\r?\n/))
  if (separated && separated.rows.length > 0 && separated.columns.length <= MAX_COLUMNS) return [separated]
  const tables: Table[] = []
  for (const block of blocksOf(text)) {
    const table = readRuledTable(block) ?? readAlignedTable(block) ?? readPodRows(block)
    if (table && table.rows.length > 0 && table.columns.length <= MAX_COLUMNS) tables.push(table)
  }
  return tables
}

function* blocksOf(text: string): Generator<TextLine[]> {
  let block: TextLine[] = []
  let line = 0
  for (const raw of text.split(/\r?\n/)) {
    line += 1
    if (raw.trim() === '' || isPrompt(raw)) {
      if (block.length > 0) yield block
      block = []
    } else if (block.length <= MAX_ROWS) block.push({ text: clean(raw), line })
  }
  if (block.length > 0) yield block
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]{0,20}m`, 'g')

/** systemd marks units with a dot in the first column; colour codes would move columns. */
const clean = (raw: string) =>
  raw
    .slice(0, 4000)
    .replace(COLOUR, '')
    .replace(/^(\s*)[●○×*](?=\s)/, '$1 ')
    .trimEnd()

const isPrompt = (raw: string) => /^(?:[\w@.:~/-]{0,80}\s?[$%>]|#)\s+[a-z./]/.test(raw) || /^[-=]{3,}\s*$/.test(raw)
