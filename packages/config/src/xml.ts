import { MAX_DEPTH, type Budget } from './budget.ts'
import type { TreeNode } from './tree.ts'

type Element = {
  readonly name: string
  readonly line: number
  readonly entries: Map<string, TreeNode>
  text: string
  textLine: number
}

/**
 * Reads XML as maps: an attribute is an entry `@name`, a child element an entry under its name (a list when it repeats), text an
 * entry `#text`; an element with text only is a scalar. Entities are never expanded beyond the five of the standard, and a DTD is skipped.
 */
export function readXml(text: string, budget: Budget): TreeNode {
  const root: Element = { name: '', line: 1, entries: new Map(), text: '', textLine: 1 }
  const stack: Element[] = [root]
  const countLines = lineCounter(text)
  const pattern =
    /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>|<(\/?)([\w:.-]+)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/g
  let behind = 0
  for (const match of text.matchAll(pattern)) {
    addText(stack.at(-1), text.slice(behind, match.index), countLines(behind))
    behind = match.index + match[0].length
    const [, cdata, closing, name, attributes, selfClosing] = match
    if (cdata !== undefined) addText(stack.at(-1), cdata, countLines(match.index))
    if (name === undefined) continue
    if (closing) close(stack, name, countLines(match.index), budget)
    else if (!open(stack, { name, attributes: attributes ?? '', line: countLines(match.index) }, budget)) break
    else if (selfClosing) close(stack, name, countLines(match.index), budget)
  }
  while (stack.length > 1) {
    budget.fault(countLines(text.length), `The text ends inside <${stack.at(-1)?.name.slice(0, 60)}>`)
    shut(stack)
  }
  return { kind: 'map', entries: root.entries, line: 1 }
}

/** Lines of ascending offsets, counted once over the whole text. */
function lineCounter(text: string) {
  let offset = 0
  let line = 1
  return (to: number) => {
    for (; offset < to; offset += 1) if (text.charCodeAt(offset) === 10) line += 1
    return line
  }
}

function open(stack: Element[], tag: { name: string; attributes: string; line: number }, budget: Budget): boolean {
  if (!budget.take()) return false
  if (stack.length > MAX_DEPTH) {
    budget.fault(tag.line, `Nested deeper than ${MAX_DEPTH} levels: not read further`)
    return false
  }
  const entries = new Map<string, TreeNode>()
  for (const match of tag.attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    entries.set(`@${match[1]}`, { kind: 'scalar', value: decode(match[2] ?? match[3] ?? ''), line: tag.line })
  }
  stack.push({ name: tag.name, line: tag.line, entries, text: '', textLine: tag.line })
  return true
}

function close(stack: Element[], name: string, line: number, budget: Budget): void {
  if (!stack.some((element) => element.name === name)) return budget.fault(line, `</${name.slice(0, 60)}> closes nothing`)
  while (stack.length > 1) {
    const top = stack.at(-1)?.name
    shut(stack)
    if (top === name) return
    budget.fault(line, `<${top?.slice(0, 60)}> is not closed before </${name.slice(0, 60)}>`)
  }
}

/** Moves the innermost element into its parent. */
function shut(stack: Element[]): void {
  const element = stack.pop()
  const parent = stack.at(-1)
  if (!element || !parent) return
  const text = element.text.trim()
  const own: TreeNode = { kind: 'scalar', value: decode(text), line: element.textLine }
  if (element.entries.size > 0 && text !== '') element.entries.set('#text', own)
  const node: TreeNode = element.entries.size > 0 ? { kind: 'map', entries: element.entries, line: element.line } : own
  const before = parent.entries.get(element.name)
  if (before === undefined) parent.entries.set(element.name, node)
  else if (before.kind === 'list') parent.entries.set(element.name, { ...before, items: [...before.items, node] })
  else parent.entries.set(element.name, { kind: 'list', items: [before, node], line: before.line })
}

function addText(element: Element | undefined, text: string, line: number): void {
  const lead = /\S/.exec(text)?.index
  if (!element || lead === undefined) return
  if (element.text.trim() === '') element.textLine = line + (text.slice(0, lead).match(/\n/g)?.length ?? 0)
  element.text += text
}

const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

const decode = (text: string) => text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES.get(name) ?? whole)
