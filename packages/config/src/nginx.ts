import { MAX_DEPTH, type Budget } from './budget.ts'
import { appendUnder } from './grow.ts'
import type { TreeNode } from './tree.ts'

type Word = { readonly text: string; readonly line: number }
type Block = { readonly entries: Map<string, TreeNode>; readonly opener: string; readonly line: number }

const MAX_WORDS = 400

/**
 * Reads directives and blocks of nginx and its kin: `listen 80;` is `listen: "80"`, a block is a map under its words
 * (`location /api`); what comes again is a list. A directive that goes on into a block or over the end of one was not ended: it is
 * reported at its line and ends there.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export function readNginx(text: string, budget: Budget): TreeNode {
  const root: Block = { entries: new Map(), opener: '', line: 1 }
  const open = [root]
  let words: Word[] = []
  for (const word of wordsOf(text, budget)) {
    const block = open.at(-1) ?? root
    const isSign = word.text === ';' || word.text === '{' || word.text === '}'
    if (!isSign) {
      if (words.length < MAX_WORDS) words.push(word)
      continue
    }
    if (!budget.take()) break
    // Words on an earlier line than those before the brace are a directive that lacks its semicolon.
    const own = word.text === '{' ? ownWords(words) : word.text === '}' ? [] : words
    const left = words.slice(0, words.length - own.length)
    if (left.length > 0) {
      budget.fault(left[0]?.line ?? word.line, `"${left[0]?.text.slice(0, 60)}" is not ended by ";"`)
      addDirective(block, left)
    }
    if (word.text === ';' && own.length > 0) addDirective(block, own)
    if (word.text === '{') open.push(openBlock(block, own, word.line, open.length < MAX_DEPTH))
    if (word.text === '}' && open.length === 1) budget.fault(word.line, '"}" closes nothing')
    if (word.text === '}' && open.length > 1) open.pop()
    words = []
  }
  if (words.length > 0) {
    budget.fault(words[0]?.line ?? 1, `"${words[0]?.text.slice(0, 60)}" is not ended by ";"`)
    addDirective(open.at(-1) ?? root, words)
  }
  for (const block of open.slice(1).toReversed()) budget.fault(block.line, `The block "${block.opener}" is not closed`)
  return { kind: 'map', entries: root.entries, line: 1 }
}

/** The words of the line that a block opens on; a heading does not go over lines. */
function ownWords(words: readonly Word[]): Word[] {
  const line = words.at(-1)?.line
  return words.filter((word) => word.line === line)
}

function addDirective({ entries }: Block, words: readonly Word[]): void {
  const [name, ...rest] = words
  if (name === undefined) return
  appendUnder(entries, name.text, { kind: 'scalar', value: rest.map(({ text }) => text).join(' '), line: name.line })
}

function openBlock({ entries }: Block, words: readonly Word[], line: number, isKept: boolean): Block {
  const opener = words.map(({ text }) => text).join(' ')
  const block: Block = { entries: new Map(), opener: opener.slice(0, 80), line: words[0]?.line ?? line }
  if (isKept) appendUnder(entries, opener, { kind: 'map', entries: block.entries, line: block.line })
  return block
}

/** Words, quoted or not, and the signs `;`, `{`, `}`; a `${name}` belongs to its word. Comments are left out. */
function* wordsOf(text: string, budget: Budget): Generator<Word> {
  const pattern =
    /\n|#[^\n]*|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|[;{}]|((?:\$\{[^}\n]*\}|\\[^]|[^\s;{}"'\\])(?:\$\{[^}\n]*\}|\\[^]|[^\s;{}\\])*)|["']/gy
  let line = 1
  while (pattern.lastIndex < text.length) {
    const from = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) {
      pattern.lastIndex = from + 1
      continue
    }
    const [whole, double, single] = match
    if (whole === '"' || whole === "'") {
      budget.fault(line, 'A quote is not closed')
      return
    }
    if (whole !== '\n' && !whole.startsWith('#')) yield { text: double ?? single ?? whole, line }
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) line += 1
  }
}
