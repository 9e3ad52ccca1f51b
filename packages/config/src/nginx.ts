import { MAX_DEPTH, type Budget } from './budget.ts'
import { appendUnder } from './grow.ts'
import type { TreeNode } from './tree.ts'

type Word = { readonly text: string; readonly line: number }
type Block = { readonly entries: Map<string, TreeNode>; readonly opener: string; readonly line: number }

const MAX_WORDS = 400
/** Directives that stand in most configurations: on a line of their own such a word begins a directive. @see https://nginx.org/en/docs/dirindex.html */
const DIRECTIVES = new Set(
  'access_log add_header alias allow auth_basic client_body_timeout client_max_body_size default_type deny error_log error_page expires fastcgi_param fastcgi_pass gzip gzip_types include index internal ip_hash keepalive keepalive_requests keepalive_timeout least_conn limit_conn limit_req listen location log_format pid proxy_buffering proxy_buffers proxy_cache proxy_connect_timeout proxy_http_version proxy_next_upstream proxy_pass proxy_read_timeout proxy_redirect proxy_send_timeout proxy_set_header proxy_ssl_verify resolver return rewrite root send_timeout sendfile server server_name server_tokens set ssl_certificate ssl_certificate_key ssl_ciphers ssl_protocols ssl_session_cache tcp_nodelay tcp_nopush try_files types upstream user uwsgi_pass worker_connections worker_processes zone'.split(
    ' ',
  ),
)

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
    // Words on earlier lines than a brace or the name of another directive are a directive that lacks its semicolon.
    const own = word.text === '{' ? ownWords(words) : word.text === '}' ? [] : words.slice(lastBeginning(words))
    const left = words.slice(0, words.length - own.length)
    if (left.length > 0) {
      budget.fault(left[0]?.line ?? word.line, `${shownName(left[0]?.text)} is not ended by ";"`)
      addDirective(block, left)
    }
    if (word.text === ';' && own.length > 0) addDirective(block, own)
    if (word.text === '{') open.push(openBlock(block, own, word.line, open.length < MAX_DEPTH))
    if (word.text === '}' && open.length === 1) budget.fault(word.line, '"}" closes nothing')
    if (word.text === '}' && open.length > 1) open.pop()
    words = []
  }
  if (words.length > 0) {
    budget.fault(words[0]?.line ?? 1, `${shownName(words[0]?.text)} is not ended by ";"`)
    addDirective(open.at(-1) ?? root, words)
  }
  for (const block of open.slice(1).toReversed()) budget.fault(block.line, `The block ${block.opener} is not closed`)
  return { kind: 'map', entries: root.entries, line: 1 }
}

/** Where the directive that a semicolon ends begins: at the last known name that begins a line. */
function lastBeginning(words: readonly Word[]): number {
  const found = words.findLastIndex(({ text, line }, at) => at > 0 && line !== words[at - 1]?.line && DIRECTIVES.has(text))
  return Math.max(0, found)
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
  const block: Block = { entries: new Map(), opener: shownName(words[0]?.text), line: words[0]?.line ?? line }
  if (isKept) appendUnder(entries, opener, { kind: 'map', entries: block.entries, line: block.line })
  return block
}

/** Words, quoted or not, and the signs `;`, `{`, `}`; a `${name}` belongs to its word. Comments are left out. One step a character. */
function* wordsOf(text: string, budget: Budget): Generator<Word> {
  let line = 1
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? ''
    if (char === '\n') line += 1
    if (/\s/.test(char)) at += 1
    else if (char === '#') at = endOfLine(text, at)
    else {
      const { word, end } = char === '"' || char === "'" ? quotedAt(text, at) : { word: '', end: plainEnd(text, at) }
      if (end > text.length) {
        budget.fault(line, 'A quote is not closed')
        return
      }
      yield { text: char === '"' || char === "'" ? word : text.slice(at, end), line }
      for (let from = at; from < end; from += 1) if (text[from] === '\n') line += 1
      at = end
    }
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** `end` lies beyond the text when nothing closes the quote. */
function quotedAt(text: string, at: number): { word: string; end: number } {
  const quote = text[at]
  let end = at + 1
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1
  return { word: text.slice(at + 1, end), end: end < text.length ? end + 1 : text.length + 1 }
}

const VARIABLE = /\$\{\w{0,100}\}/y

/** End of a word without quotes, or of one sign. */
function plainEnd(text: string, at: number): number {
  if (SIGNS.has(text[at] ?? '')) return at + 1
  let end = at
  while (end < text.length && !SIGNS.has(text[end] ?? '') && !/\s/.test(text[end] ?? '')) {
    VARIABLE.lastIndex = end
    if (text[end] === '$' && VARIABLE.test(text)) end = VARIABLE.lastIndex
    else end += text[end] === '\\' ? 2 : 1
  }
  return Math.min(end, text.length)
}

const SIGNS = new Set([';', '{', '}'])

/** A directive's name; of what looks like none nothing is shown, for it may be a secret. */
const shownName = (text = '') => (/^[a-z_][a-z0-9_.-]{0,40}$/.test(text) ? `"${text}"` : 'A directive')
