import type { Budget } from './budget.ts'
import { openEntries, openItems } from './grow.ts'
import { readJson } from './json.ts'
import { firstWord } from './key-values.ts'
import type { TreeNode } from './tree.ts'

type MutableMap = Map<string, TreeNode>

/**
 * Reads TOML 1.0 line by line: tables, arrays of tables, dotted keys, strings, numbers, booleans, dates (as text), arrays and
 * inline tables. What a line does not follow is reported and the next line is read.
 */
export function readToml(text: string, budget: Budget): TreeNode {
  const root: MutableMap = new Map()
  const lines = text.split(/\r?\n/)
  let table = root
  for (let index = 0; index < lines.length; index += 1) {
    const raw = (lines[index] ?? '').trim()
    const line = index + 1
    if (raw === '' || raw.startsWith('#') || !budget.take()) continue
    const heading = /^(\[\[?)\s*([^\]]{1,300}?)\s*\]\]?\s*(?:#.*)?$/.exec(raw)
    if (heading) {
      table = openTable(root, { path: keyPath(heading[2] ?? ''), line, repeated: heading[1] === '[[' })
      continue
    }
    const pair = /^((?:"[^"]*"|'[^']*'|[\w.-])(?:"[^"]*"|'[^']*'|[\w. -]){0,200}?)\s*=\s*(.*)$/.exec(raw.slice(0, 20_000))
    if (!pair?.[1]) {
      budget.fault(line, `Line is neither a table nor a pair; it begins with "${firstWord(raw)}"`)
      continue
    }
    const { value, lastIndex, isOpen } = wholeValue(lines, index, pair[2] ?? '')
    if (isOpen) budget.fault(line, 'A list, table or text that begins here is not closed')
    setAt(table, { path: keyPath(pair[1]), node: readValue(value, line, budget), line }, budget)
    index = lastIndex
  }
  return { kind: 'map', entries: root, line: 1 }
}

const keyPath = (key: string) => [...key.matchAll(/"([^"]*)"|'([^']*)'|[\w-]+/g)].map((match) => match[1] ?? match[2] ?? match[0])

function openTable(root: MutableMap, { path, line, repeated }: { path: string[]; line: number; repeated: boolean }): MutableMap {
  let table = root
  path.forEach((key, depth) => {
    const isNewItem = repeated && depth === path.length - 1
    table = isNewItem ? appendItem(table, key, line) : childTable(table, key, line)
  })
  return table
}

function appendItem(table: MutableMap, key: string, line: number): MutableMap {
  const before = table.get(key)
  const entries: MutableMap = new Map()
  const item: TreeNode = { kind: 'map', entries, line }
  if (before?.kind === 'list') openItems(before).push(item)
  else table.set(key, { kind: 'list', items: [item], line })
  return entries
}

/** The table under a key, opened again if it is there; of an array of tables, its last one. */
function childTable(table: MutableMap, key: string, line: number): MutableMap {
  const before = table.get(key)
  const last = before?.kind === 'list' ? before.items.at(-1) : before
  if (last?.kind === 'map') return openEntries(last)
  const entries: MutableMap = new Map()
  table.set(key, { kind: 'map', entries, line })
  return entries
}

function setAt(table: MutableMap, pair: { path: string[]; node: TreeNode; line: number }, budget: Budget): void {
  const last = pair.path.at(-1) ?? ''
  let target = table
  for (const key of pair.path.slice(0, -1)) target = childTable(target, key, pair.line)
  if (target.has(last)) budget.fault(pair.line, `Duplicate key "${last.slice(0, 60)}"`)
  target.set(last, pair.node)
}

/** Joins the lines of a multi-line string or array; keeps the line feeds so that line numbers stay right. */
function wholeValue(
  lines: readonly string[],
  from: number,
  first: string,
): { value: string; lastIndex: number; isOpen: boolean } {
  const fence = /^("""|''')/.exec(first)?.[1]
  const parts = [first]
  let open = fence === undefined ? (/^[[{]/.test(first) ? openBrackets(first) : 0) : first.slice(3).includes(fence) ? 0 : 1
  for (let index = from + 1; open > 0 && index < lines.length && parts.length < MAX_VALUE_LINES; index += 1) {
    const line = lines[index] ?? ''
    parts.push(line)
    open = fence === undefined ? open + openBrackets(line) : line.includes(fence) ? 0 : 1
  }
  return { value: parts.join('\n'), lastIndex: from + parts.length - 1, isOpen: open > 0 }
}

const MAX_VALUE_LINES = 5000

function openBrackets(line: string): number {
  const bare = line.slice(0, 20_000).replace(/"(?:[^"\\]|\\.)*"|'[^']*'|#.*/g, '')
  return (bare.match(/[[{]/g)?.length ?? 0) - (bare.match(/[\]}]/g)?.length ?? 0)
}

function readValue(text: string, line: number, budget: Budget): TreeNode {
  const fence = /^("""|''')/.exec(text)?.[1]
  if (fence)
    return {
      kind: 'scalar',
      value: text.slice(3, text.indexOf(fence, 3) < 0 ? undefined : text.indexOf(fence, 3)).replace(/^\n/, ''),
      line,
    }
  if (/^[[{]/.test(text)) return readInline(text, line, budget)
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(text)
  if (quoted) return { kind: 'scalar', value: quoted[2] ?? (quoted[1] ?? '').replace(/\\(["\\])/g, '$1'), line }
  if (/^["']/.test(text)) budget.fault(line, 'String does not end on its line')
  return { kind: 'scalar', value: bareValue(text.replace(/\s+#.*$/, '').trim()), line }
}

function bareValue(word: string): string | number | boolean {
  if (word === 'true' || word === 'false') return word === 'true'
  const digits = word.replaceAll('_', '')
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits) && Number.isSafeInteger(Math.trunc(Number(digits)))
    ? Number(digits)
    : word
}

/** An array or inline table is read as the JSON it resembles; `=` and `#` are put right outside of strings first. */
function readInline(text: string, line: number, budget: Budget): TreeNode {
  const json = text.replace(
    /("(?:[^"\\\n]|\\.)*"|'[^'\n]*')|#[^\n]*|=/g,
    (match, quoted: string | undefined) => quoted ?? (match === '=' ? ':' : ''),
  )
  const quiet: Budget = { ...budget, fault: () => undefined }
  return readJson(json, { line, budget: quiet })?.node ?? { kind: 'scalar', value: text, line }
}
