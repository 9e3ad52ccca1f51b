import type { Budget } from './budget.ts'
import { appendUnder, openEntries } from './grow.ts'
import type { TreeNode } from './tree.ts'

/** How one family of `key = value` files is written. */
export type KeyValueDialect = {
  readonly comment: RegExp
  /** First group the key, second the value. */
  readonly pair: RegExp
  /** Files with `[section]` lines become a map of maps. */
  readonly sections: boolean
  /** A trailing backslash joins the next line. */
  readonly joinsLines: boolean
  /** What a value must not be, and how that is told. */
  readonly broken?: readonly [RegExp, string]
  /** systemd and git repeat keys on purpose: they become a list; elsewhere a repeated key is reported and the last one holds. */
  readonly repeats: boolean
}

export const INI: KeyValueDialect = {
  comment: /^\s*[#;]/,
  pair: /^\s*([^=:\s[][^=:]{0,200}?)\s*(?:[=:]\s*(.*))?$/,
  sections: true,
  joinsLines: false,
  repeats: true,
}
export const PROPERTIES: KeyValueDialect = {
  comment: /^\s*[#!]/,
  pair: /^\s*([^=:\s]{1,300})\s*[=:]?\s*(.*)$/,
  sections: false,
  joinsLines: true,
  repeats: false,
  // https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
  broken: [/(?<!\\)(?:\\\\){0,20}\\u(?![\da-fA-F]{4})/, 'is broken: "\\u" is not followed by four hexadecimal digits'],
}
export const ENV: KeyValueDialect = {
  comment: /^\s*#/,
  pair: /^\s*(?:export\s+)?([A-Za-z_][\w.]{0,200})\s*=\s*(.*)$/,
  sections: false,
  joinsLines: false,
  repeats: false,
  broken: [/^(["'])(?!.*\1)/, 'begins with a quote that is not closed on its line'],
}

/** Reads lines of `key = value`, values as text without their quotes; lines that are neither pair nor comment are reported. */
export function readKeyValues(text: string, dialect: KeyValueDialect, budget: Budget): TreeNode {
  const root = new Map<string, TreeNode>()
  let section: Map<string, TreeNode> = root
  for (const { text: raw, line } of logicalLines(text, dialect)) {
    if (raw.trim() === '' || dialect.comment.test(raw) || !budget.take()) continue
    const heading = dialect.sections ? /^\s*\[([^\]]{1,200})\]\s*$/.exec(raw)?.[1] : undefined
    if (heading === undefined) addPair(section, { raw, line }, dialect, budget)
    else section = openSection(root, heading, line)
  }
  return { kind: 'map', entries: root, line: 1 }
}

/** A section that was open before goes on. */
function openSection(root: Map<string, TreeNode>, name: string, line: number): Map<string, TreeNode> {
  const before = root.get(name)
  if (before?.kind === 'map') return openEntries(before)
  const entries = new Map<string, TreeNode>()
  root.set(name, { kind: 'map', entries, line })
  return entries
}

type RawLine = { readonly raw: string; readonly line: number }

function addPair(entries: Map<string, TreeNode>, { raw, line }: RawLine, dialect: KeyValueDialect, budget: Budget): void {
  const match = dialect.pair.exec(raw.slice(0, 20_000))
  const key = match?.[1]
  if (key === undefined) return budget.fault(line, `Line is neither a pair nor a comment; it begins with "${firstWord(raw)}"`)
  if (dialect.broken?.[0].test(match?.[2] ?? '')) budget.fault(line, `The value of "${key.slice(0, 60)}" ${dialect.broken[1]}`)
  const node: TreeNode = { kind: 'scalar', value: unquote(match?.[2] ?? ''), line }
  if (dialect.repeats) return appendUnder(entries, key, node)
  if (entries.has(key)) budget.fault(line, `Duplicate key "${key.slice(0, 60)}"`)
  entries.set(key, node)
}

/** No more than the first word of a line that cannot be read, and that only where it looks like a name: the rest may be a secret. */
export const firstWord = (text: string) => /^\s*(\[?[A-Za-z_][A-Za-z_.]{0,40})(?=[\s=:\]]|$)/.exec(text)?.[1] ?? '…'

function unquote(value: string): string {
  const text = value.trim()
  const quoted = /^(["'])(.*)\1$/.exec(text)?.[2]
  return quoted ?? text
}

function* logicalLines(text: string, dialect: KeyValueDialect): Generator<{ text: string; line: number }> {
  let pending: { text: string; line: number } | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const joined = pending ? { text: pending.text + raw.trimStart(), line: pending.line } : { text: raw, line: index + 1 }
    const goesOn = dialect.joinsLines && raw.endsWith('\\') && joined.text.length < 20_000
    if (goesOn) pending = { text: joined.text.slice(0, -1), line: joined.line }
    else {
      yield joined
      pending = undefined
    }
  }
  if (pending) yield pending
}
