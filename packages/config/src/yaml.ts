import {
  Alias,
  LineCounter,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml'
import { MAX_DEPTH, type Budget } from './budget.ts'
import { exactNumber } from './json.ts'
import type { TreeNode } from './tree.ts'

/** The parser needs some 140 bytes of memory per character: a longer single document is cut at a line and says so. */
const MAX_DOCUMENT_CHARACTERS = 2 * 2 ** 20
const MAX_PARSED_DEPTH = 1000

/** Reads every document of a YAML text; a document with syntax errors gives what its parser could make of it. */
export function readYaml(text: string, budget: Budget): TreeNode[] {
  const roots: TreeNode[] = []
  for (const part of splitDocuments(text)) {
    const root = readDocument(part, budget)
    if (root) roots.push(root)
  }
  return roots
}

type Part = { readonly text: string; readonly firstLine: number }

/** Cut by hand, so that one broken or huge document neither takes the others along nor has to be in memory with them. */
function splitDocuments(text: string): Part[] {
  const parts: Part[] = []
  let lines: string[] = []
  let firstLine = 1
  const all = text.split(/\r?\n/)
  all.forEach((line, index) => {
    if (/^---(?:\s|$)/.test(line) || /^\.\.\.\s*$/.test(line)) {
      parts.push({ text: lines.join('\n'), firstLine })
      lines = [line.startsWith('---') ? line.slice(3) : '']
      firstLine = index + 1
    } else lines.push(line)
  })
  parts.push({ text: lines.join('\n'), firstLine })
  return parts.filter((part) => /\S/.test(part.text))
}

function readDocument({ text, firstLine }: Part, budget: Budget): TreeNode | undefined {
  if (isTooDeep(text)) {
    budget.fault(firstLine, `Nested deeper than ${MAX_PARSED_DEPTH} levels: not read`)
    return undefined
  }
  const kept = cutAtLine(text)
  const lines = new LineCounter()
  const document = parse(kept, lines, budget, firstLine)
  if (!document) return undefined
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1
  for (const error of document.errors) budget.fault(lineAt(error.pos[0]), error.message.replace(/\s+/g, ' ').slice(0, 200))
  if (kept.length < text.length) {
    budget.fault(lineAt(kept.length), `Document is longer than ${MAX_DOCUMENT_CHARACTERS} characters: the rest is not read`)
  }
  const converter: Converter = { budget, lineAt, anchors: new Map(), open: new Set() }
  return document.contents ? convert(document.contents, { converter, depth: 0, line: firstLine }) : undefined
}

/** The parser itself takes gigabytes for a text of nothing but brackets; quotes are not looked at, so this is a bound, no count. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let index = 0; index < text.length && depth <= MAX_PARSED_DEPTH; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 91 || code === 123) depth += 1
    else if ((code === 93 || code === 125) && depth > 0) depth -= 1
  }
  return depth > MAX_PARSED_DEPTH || /(?:[-?] ){300}/.test(text)
}

function cutAtLine(text: string): string {
  if (text.length <= MAX_DOCUMENT_CHARACTERS) return text
  return text.slice(0, text.lastIndexOf('\n', MAX_DOCUMENT_CHARACTERS) + 1 || MAX_DOCUMENT_CHARACTERS)
}

function parse(text: string, lineCounter: LineCounter, budget: Budget, firstLine: number): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, strict: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  } catch (error) {
    // Text nested tens of thousands of levels deep can still exhaust the stack of the parser.
    budget.fault(
      firstLine,
      `Document cannot be parsed: ${error instanceof Error ? error.message.slice(0, 100) : 'unknown error'}`,
    )
    return undefined
  }
}

type Converter = {
  readonly budget: Budget
  readonly lineAt: (offset: number) => number
  /** Latest node of each anchor so far, in document order; the parser's own look-up searches the whole document each time. */
  readonly anchors: Map<string, Node>
  /** Anchored nodes being expanded: an alias inside its own anchor would never end. */
  readonly open: Set<Node>
}
type Spot = { readonly converter: Converter; readonly depth: number; readonly line: number }

function convert(node: unknown, spot: Spot): TreeNode | undefined {
  const { converter, depth } = spot
  if (!converter.budget.take()) return undefined
  const line = isNode(node) && node.range ? converter.lineAt(node.range[0]) : spot.line
  if (depth >= MAX_DEPTH) {
    converter.budget.fault(line, `Nested deeper than ${MAX_DEPTH} levels: not read further`)
    return { kind: 'scalar', value: null, line }
  }
  if (isAlias(node)) return convertAlias(node, { ...spot, line })
  if (isNode(node) && node.anchor !== undefined) converter.anchors.set(node.anchor, node)
  if (isMap(node)) return convertMap(node.items, { ...spot, line })
  if (isSeq(node)) return convertList(node.items, { ...spot, line })
  return isScalar(node) ? convertScalar(node, line) : { kind: 'scalar', value: null, line }
}

function convertAlias(alias: Alias, spot: Spot): TreeNode {
  const { converter, line } = spot
  const target = converter.anchors.get(alias.source)
  if (!target || converter.open.has(target)) {
    converter.budget.fault(line, `Alias "*${alias.source.slice(0, 60)}" ${target ? 'contains itself' : 'has no anchor'}`)
    return { kind: 'scalar', value: `*${alias.source}`, line }
  }
  converter.open.add(target)
  const node = convert(target, { ...spot, depth: spot.depth + 1 })
  converter.open.delete(target)
  return node ?? { kind: 'scalar', value: null, line }
}

function convertMap(pairs: readonly Pair[], spot: Spot): TreeNode {
  const { converter } = spot
  const entries = new Map<string, TreeNode>()
  const merged: TreeNode[] = []
  for (const pair of pairs) {
    const key = keyText(pair.key)
    const line = isNode(pair.key) && pair.key.range ? converter.lineAt(pair.key.range[0]) : spot.line
    const value = convertValue(pair.value, { ...spot, depth: spot.depth + 1, line })
    if (!value) break
    if (key === '<<') merged.push(value)
    else {
      if (entries.has(key)) converter.budget.fault(line, `Duplicate key "${key.slice(0, 60)}"`)
      entries.set(key, value)
    }
  }
  for (const node of merged) mergeInto(entries, node)
  return { kind: 'map', entries, line: spot.line }
}

/** A key without a value stands where the key stands, not where the parser placed the empty node. */
function convertValue(value: unknown, spot: Spot): TreeNode | undefined {
  const empty = !isNode(value) || (isScalar(value) && value.value === null && !value.source)
  if (!empty) return convert(value, spot)
  return spot.converter.budget.take() ? { kind: 'scalar', value: null, line: spot.line } : undefined
}

/** `<<: *anchor` (YAML 1.1 merge keys, which compose files and CI configurations use): own keys win. */
function mergeInto(entries: Map<string, TreeNode>, node: TreeNode): void {
  if (node.kind === 'list') for (const item of node.items) mergeInto(entries, item)
  else if (node.kind === 'map') for (const [key, value] of node.entries) if (!entries.has(key)) entries.set(key, value)
}

function keyText(key: unknown): string {
  if (isScalar(key)) return key.source ?? textOf(key.value)
  // Writing out a key that is a map or list nested in itself can take more memory than there is.
  return isNode(key) ? '(complex key)' : textOf(key)
}

function convertList(items: readonly unknown[], spot: Spot): TreeNode {
  const nodes: TreeNode[] = []
  for (const item of items) {
    const node = convert(item, { ...spot, depth: spot.depth + 1 })
    if (!node) break
    nodes.push(node)
  }
  return { kind: 'list', items: nodes, line: spot.line }
}

function convertScalar(scalar: { value: unknown; source?: string; type?: string }, line: number): TreeNode {
  const { value } = scalar
  // The text of a block scalar begins below its "|" or ">".
  const at = scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED' ? line + 1 : line
  if (typeof value === 'number') {
    const text = scalar.source ?? String(value)
    // "0123" is an octal number to YAML 1.1 and a decimal one to 1.2: keep what is written.
    const isAmbiguous = !Number.isFinite(value) || /^[+-]?0\d/.test(text)
    const exact = isAmbiguous ? text : /^[+-]?\d+$/.test(text) ? exactNumber(text) : value
    return { kind: 'scalar', value: exact, ...(String(exact) !== text && { text }), line: at }
  }
  if (typeof value === 'boolean' || value === null) return { kind: 'scalar', value, line: at }
  return { kind: 'scalar', value: textOf(value), line: at }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
