import type { Vault } from './vault.ts'

export type RestoreOptions = {
  /** Whether values of type SECRET are put back too; `keep` for tool calls and exports. */
  readonly secrets: 'restore' | 'keep'
  /** How the text around is written: values in the arguments of a tool call are escaped for the JSON string that they stand in. @default 'text' */
  readonly writing?: 'text' | 'json'
}

/** What stands for what: a placeholder and its value, placeholders not empty and each once. */
export type Token = readonly [placeholder: string, value: string]

/** Puts values back while a text arrives in pieces. */
export type StreamRestorer = {
  /** What can be shown after this piece. Only what may still become a placeholder is held back. */
  readonly push: (piece: string) => string
  /** What was held back, at the end of the text. */
  readonly end: () => string
}

/** The tokens that a text may have restored. */
export function restorableTokens(vault: Vault, { secrets, writing = 'text' }: RestoreOptions): Token[] {
  const entries = vault.entries.filter(({ type }) => secrets === 'restore' || type !== 'SECRET')
  if (writing === 'text') return entries.map(({ placeholder, value }) => [placeholder, value])
  // Encoders that write for HTML escape angle brackets, in either case of the digits.
  return entries.flatMap(({ placeholder, value }) => {
    const escaped = JSON.stringify(value).slice(1, -1)
    const inner = placeholder.slice(1, -1)
    return [placeholder, String.raw`\u003c${inner}\u003e`, String.raw`\u003C${inner}\u003E`].map((written): Token => [
      written,
      escaped,
    ])
  })
}

/** Puts the values of one set of tokens back, into as many texts as there are. */
export type Restorer = {
  /** The whole text with its placeholders put back. A value that looks like a placeholder stays as it is. */
  readonly text: (text: string) => string
  /** For one stream that is cut anywhere: gives what `text` gives for the whole. */
  readonly stream: () => StreamRestorer
}

/** Looks the tokens up once for all texts: that takes longer than a short text does. */
export function createRestorer(tokens: readonly Token[]): Restorer {
  const root: Node = { children: new Map() }
  for (const [placeholder, value] of tokens) insert(root, placeholder, value)
  const stream = () => streamThrough(root)
  return {
    text(text) {
      const { push, end } = stream()
      return push(text) + end()
    },
    stream,
  }
}

/** {@link Restorer.text} for one text. */
export function restoreText(text: string, tokens: readonly Token[]): string {
  return createRestorer(tokens).text(text)
}

/** {@link Restorer.stream} for one stream. */
export function createStreamRestorer(tokens: readonly Token[]): StreamRestorer {
  return createRestorer(tokens).stream()
}

type Node = { readonly children: Map<string, Node>; value?: string }

/** The leftmost placeholder first, of several that begin there the longest. Time and memory are linear in the text and in the length of a placeholder. */
function streamThrough(root: Node): StreamRestorer {
  if (root.children.size === 0) return { push: (piece) => piece, end: () => '' }
  let held = ''
  const advance = (text: string, isLast: boolean) => {
    let out = ''
    let shown = 0
    let at = 0
    while (at < text.length) {
      if (!root.children.has(text[at]!)) {
        at++
        continue
      }
      const { length, value, isOpen } = walk(root, text, at)
      if (isOpen && !isLast) break
      if (value !== undefined) {
        out += text.slice(shown, at) + value
        shown = at + length
      }
      at += Math.max(1, length)
    }
    held = text.slice(at)
    return out + text.slice(shown, at)
  }
  return {
    push: (piece) => advance(held + piece, false),
    end: () => advance(held, true),
  }
}

function insert(root: Node, placeholder: string, value: string): void {
  let node = root
  for (let at = 0; at < placeholder.length; at++) {
    let child = node.children.get(placeholder[at]!)
    if (child === undefined) node.children.set(placeholder[at]!, (child = { children: new Map() }))
    node = child
  }
  node.value = value
}

/** The longest placeholder that begins here, and whether the text ended while a longer one was still possible. */
function walk(
  root: Node,
  text: string,
  from: number,
): { readonly length: number; readonly value: string | undefined; readonly isOpen: boolean } {
  let node: Node | undefined = root
  let length = 0
  let value: string | undefined
  for (let at = from; at < text.length; at++) {
    node = node.children.get(text[at]!)
    if (node === undefined) return { length, value, isOpen: false }
    if (node.value !== undefined) [length, value] = [at + 1 - from, node.value]
  }
  return { length, value, isOpen: node.children.size > 0 }
}
