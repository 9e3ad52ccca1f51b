import { MAX_DEPTH, type Budget } from './budget.ts'
import { appendUnder } from './grow.ts'
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
  const lineAt = lineCounter(text)
  let behind = 0
  let broken = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', behind)) {
    addText(stack.at(-1), text.slice(behind, at), lineAt(behind))
    const piece = pieceAt(text, at)
    behind = piece.end
    if (piece.kind === 'broken') {
      budget.fault(lineAt(at), 'A "<" that opens no tag')
      if ((broken += 1) > MAX_BROKEN) break
    } else if (piece.kind === 'text') addText(stack.at(-1), piece.text, lineAt(at))
    else if (piece.kind === 'tag' && !takeTag(stack, { ...piece, line: lineAt(at) }, budget)) break
  }
  while (stack.length > 1) {
    budget.fault(lineAt(text.length), `The text ends inside <${stack.at(-1)?.name.slice(0, 60)}>`)
    shut(stack)
  }
  return { kind: 'map', entries: root.entries, line: 1 }
}

/** Longer tags and more broken ones are no document: each costs a search of its own. */
const MAX_TAG = 10_000
const MAX_BROKEN = 200

type Tag = { readonly name: string; readonly attributes: string; readonly isClosing: boolean; readonly isEmpty: boolean }
type Piece = { readonly end: number } & (
  | { readonly kind: 'skip' | 'broken' }
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'tag' } & Tag)
)

/** What begins at a "<": a comment, an instruction, a DTD, character data, or a tag. */
function pieceAt(text: string, at: number): Piece {
  for (const [open, close, isText] of SPANS) {
    if (!text.startsWith(open, at)) continue
    const end = text.indexOf(close, at + open.length)
    const stop = end < 0 ? text.length : end
    return isText
      ? { kind: 'text', text: text.slice(at + open.length, stop), end: stop + close.length }
      : { kind: 'skip', end: stop + close.length }
  }
  const match = /^<(\/?)([\w:.-]{1,200})((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/.exec(text.slice(at, at + MAX_TAG))
  if (!match) return { kind: 'broken', end: at + 1 }
  const [whole, closing, name = '', attributes = '', empty] = match
  return { kind: 'tag', name, attributes, isClosing: closing === '/', isEmpty: empty === '/', end: at + whole.length }
}

const SPANS = [
  ['<!--', '-->', false],
  ['<![CDATA[', ']]>', true],
  ['<?', '?>', false],
  ['<!', '>', false],
] as const

/** @returns false when the document is too large to go on */
function takeTag(stack: Element[], tag: Tag & { readonly line: number }, budget: Budget): boolean {
  if (tag.isClosing) close(stack, tag.name, tag.line, budget)
  else if (!open(stack, tag, budget)) return false
  else if (tag.isEmpty) close(stack, tag.name, tag.line, budget)
  return true
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
  appendUnder(parent.entries, element.name, node)
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
