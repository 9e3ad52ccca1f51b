import type { Budget } from './budget.ts'
import type { TreeNode } from './tree.ts'

/** `*** 1. row ***` of the mysql client, `-[ RECORD 1 ]---` of psql. */
const ROW = /^(?:\*{3,}\s*\d{1,9}\.\s*row\s*\*{3,}|-\[\s*RECORD\s+\d{1,9}\s*\][-+]*)\s*$/i
const PAIR = /^\s*([A-Za-z_][\w ().%/-]{0,80}?)\s*(?::(?:\s|$)|\|(?:\s|$))(.*)$/
/** Words of a query, a prompt and the like may stand above the first row. */
const MAX_LEADING_LINES = 20

export const looksVertical = (lines: readonly string[]) => lines.slice(0, MAX_LEADING_LINES).some((line) => ROW.test(line))

/**
 * Reads rows that a database client prints as a line a column, names right-aligned: a map a row, values as text, `NULL` as null.
 * A line that is no pair goes on with the value above it.
 */
export function readVertical(text: string, budget: Budget): TreeNode[] {
  const rows: Extract<TreeNode, { kind: 'map' }>[] = []
  let entries: Map<string, TreeNode> | undefined
  let last: { key: string; value: string; line: number } | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    if (ROW.test(raw)) {
      entries = new Map()
      last = undefined
      rows.push({ kind: 'map', entries, line })
      continue
    }
    if (entries === undefined || /^\s*$|^\(?\d{1,9} rows?\b/.test(raw)) continue
    if (!budget.take()) break
    const match = PAIR.exec(raw.slice(0, 20_000))
    if (match?.[1] !== undefined) last = { key: match[1], value: (match[2] ?? '').trim(), line }
    else if (last) last = { ...last, value: `${last.value}\n${raw.trim()}`.slice(0, 20_000) }
    if (last) entries.set(last.key, scalarOf(last))
  }
  return rows.filter((row) => row.entries.size > 0)
}

const scalarOf = ({ value, line }: { value: string; line: number }): TreeNode => ({
  kind: 'scalar',
  value: value === 'NULL' ? null : value,
  line,
})
