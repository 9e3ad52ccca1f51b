import type { Budget } from './budget.ts'
import type { TreeNode } from './tree.ts'

/** A line that is not blank: `indent` columns, text trimmed, number from 1. */
export type DescribeLine = { readonly indent: number; readonly text: string; readonly line: number }

/**
 * Reads aligned columns inside `kubectl describe` (`Conditions:`, `Events:`, `Allocated resources:`) as a list of maps.
 * The header is underlined with dashes, or two or more columns of capitalised names stand above rows aligned with them.
 * A cell is the text from its header's column up to the next one's; empty cells are left out.
 * @returns undefined when the lines are no table.
 */
export function readDescribeTable(lines: readonly DescribeLine[], budget: Budget): TreeNode | undefined {
  // The rule stands below the header, at most one remark above it; further down it belongs to a section inside.
  const ruled = lines.slice(0, 3).findIndex((line) => /^-{2,}(?:\s+-{2,})*$/.test(line.text))
  const headerIndex = ruled > 0 ? ruled - 1 : 0
  const header = lines[headerIndex]
  if (!header || (ruled < 1 && !isBareTable(lines))) return undefined
  const columns = columnsOf(header)
  const rows = lines.slice(ruled > 0 ? ruled + 1 : 1)
  const items: TreeNode[] = []
  for (const row of rows) if (budget.take()) items.push(readRow(row, columns))
  return { kind: 'list', items, line: header.line }
}

type Column = { readonly name: string; readonly start: number }

function isBareTable(lines: readonly DescribeLine[]): boolean {
  const [header, ...rows] = lines
  if (!header || rows.length === 0) return false
  const columns = columnsOf(header)
  if (columns.length < 2 || !columns.every((column) => /^[A-Z][\w .-]*$/.test(column.name))) return false
  return rows.every((row) => row.indent === header.indent && /\S\s{2,}\S/.test(row.text) && !/^[\w ]+:\s/.test(row.text))
}

function columnsOf({ indent, text }: DescribeLine): Column[] {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], start: indent + match.index }))
}

function readRow({ indent, text, line }: DescribeLine, columns: readonly Column[]): TreeNode {
  const padded = ' '.repeat(Math.min(indent, 1000)) + text
  const entries = new Map<string, TreeNode>()
  columns.forEach((column, index) => {
    const value = padded.slice(column.start, columns[index + 1]?.start).trim()
    if (value !== '') entries.set(column.name, { kind: 'scalar', value, line })
  })
  return { kind: 'map', entries, line }
}
