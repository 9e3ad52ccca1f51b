import { MAX_DEPTH, type Budget } from './budget.ts'
import { readDescribeTable, type DescribeLine } from './describe-table.ts'
import { appendUnder } from './grow.ts'
import type { TreeNode } from './tree.ts'

/**
 * Reads `kubectl describe` and anything printed in its way: `Key:   value` with children indented below.
 * A key with a value *and* children (`State:  Waiting` above `Reason:`) becomes a map whose entry `value` is the value.
 * Lines without a key below a key are its further items (`Labels:`), aligned columns are a list of maps (`Conditions:`, `Events:`),
 * and a repeated key becomes a list. A new `Name:` in the first column begins a new document.
 */
export function readDescribe(text: string, budget: Budget): TreeNode[] {
  const documents: DescribeLine[][] = []
  for (const line of describeLines(text)) {
    if (documents.length === 0 || (line.indent === 0 && /^Name:\s/.test(line.text))) documents.push([])
    documents.at(-1)?.push(line)
  }
  return documents.map((lines) => readBlock(lines, budget, 0))
}

function describeLines(text: string): DescribeLine[] {
  return text
    .split(/\r?\n/)
    .map((raw, index) => {
      const expanded = raw.replaceAll('\t', '        ').trimEnd()
      return { indent: expanded.length - expanded.trimStart().length, text: expanded.trim(), line: index + 1 }
    })
    .filter((line) => line.text !== '')
}

const KEY = /^([A-Za-z][\w ()./-]{0,60}?):(?:\s+(\S.*))?$/

function readBlock(lines: readonly DescribeLine[], budget: Budget, depth: number): TreeNode {
  const line = lines[0]?.line ?? 1
  const table = readDescribeTable(lines, budget)
  if (table) return table
  if (depth >= MAX_DEPTH || !budget.take()) return { kind: 'scalar', value: null, line }
  const entries = new Map<string, TreeNode>()
  const loose: TreeNode[] = []
  for (const group of groupByKey(lines)) {
    const key = group.key
    if (key === undefined) loose.push(...group.lines.map(scalarOf))
    else appendUnder(entries, key, readEntry(group, budget, depth))
  }
  if (entries.size === 0) return { kind: 'list', items: loose, line }
  if (loose.length > 0) appendUnder(entries, 'text', { kind: 'list', items: loose, line: loose[0]?.line ?? line })
  return { kind: 'map', entries, line }
}

type Group = {
  readonly key?: string
  readonly value?: string
  readonly valueColumn: number
  readonly lines: readonly DescribeLine[]
}

/** A key line takes every deeper line below it; text lines before the first key stand alone. */
function groupByKey(lines: readonly DescribeLine[]): Group[] {
  const groups: { key?: string; value?: string; valueColumn: number; lines: DescribeLine[] }[] = []
  const base = Math.min(...lines.slice(0, 2000).map((line) => line.indent))
  for (const line of lines) {
    const last = groups.at(-1)
    const match = line.indent <= base || last?.key === undefined ? KEY.exec(line.text) : null
    if (match?.[1]) {
      const value = match[2]
      const valueColumn = value === undefined ? Number.POSITIVE_INFINITY : line.indent + line.text.length - value.length
      groups.push({ key: match[1].trim(), ...(value === undefined ? {} : { value }), valueColumn, lines: [line] })
    } else if (last?.key !== undefined && line.indent > base) last.lines.push(line)
    else groups.push({ valueColumn: 0, lines: [line] })
  }
  return groups
}

function readEntry({ value, valueColumn, lines }: Group, budget: Budget, depth: number): TreeNode {
  const [head, ...below] = lines
  const line = head?.line ?? 1
  const own: TreeNode = { kind: 'scalar', value: value ?? null, line }
  if (below.length === 0) return own
  // What is aligned with the value continues it, even where it looks like a key (`Annotations:  a/b: c`).
  const continues = below.every((next) => next.indent >= valueColumn)
  if (value !== undefined && continues) return { kind: 'list', items: [own, ...below.map(scalarOf)], line }
  const children = readBlock(below, budget, depth + 1)
  if (value === undefined) return children
  if (children.kind === 'map') return { kind: 'map', entries: new Map([['value', own], ...children.entries]), line }
  return {
    kind: 'map',
    entries: new Map([
      ['value', own],
      ['items', children],
    ]),
    line,
  }
}

const scalarOf = ({ text, line }: DescribeLine): TreeNode => ({ kind: 'scalar', value: text, line })
