import type { LogStatement } from './log-statement.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Last words of calls that log, print or make an error, in the languages and libraries in common use. */
const WRITERS =
  /^(?:log|trace|debug|verbose|info|notice|warn|warning|error|err|critical|crit|fatal|panic|alert|emerg|exception|severe|print|printf|println|fprintf|sprintf|eprintln|syslog|printk|elog|ereport|errmsg|errorf|warnf|infof|debugf|fatalf|panicf|logf|tracef|wtf|write|msg|message|bail|ensure|anyhow|expect|new|errorw|infow|warnw|fail|abort|die|perror|wrap|wrapf|raise)[lf]?n?!?$/i
/** Words that make every call below them one that writes: `pr_err`, `dev_warn`, `LOG_ERROR`, `spdlog::error`. */
const PREFIXED = /^(?:pr|dev|netdev|log|logger|syslog|spdlog|glog|klog|zap|av)_\w{1,40}!?$/i
/** Constructors of errors: what they are given is what a log shows of them. */
const ERRORS = /(?:Error|Exception|Failure|Fault|Throwable|Panic)!?$/
/** Characters of a call looked at, in tokens: longer argument lists hold their text at the beginning. */
const MAX_ARGUMENTS = 120
const MAX_STATEMENTS = 5000
const MIN_CONSTANT = 8
/** Places of parameters: `%s`, `%-5.2f`, `{}`, `{0}`, `{name:>8}`, `${a.b}`, `#{a}`, `$name`. */
const PARAMETER =
  /%(?:\([\w.]{1,60}\))?[-+# 0]{0,4}[\d*]{0,6}(?:\.[\d*]{1,6})?(?:hh|ll|[hlLqjzt])?[a-zA-Z@]|[$#]?\{[^{}]{0,200}\}|\$[A-Za-z_]\w{0,80}/

/**
 * Statements of a source file that write or raise a fixed text, in order, at most 5000. Reads tokens, not a grammar, so it serves any
 * language with calls and quoted strings; text put together with `+` or `,` counts as one.
 *
 * @param text the whole file
 */
export function readLogStatements(text: string): LogStatement[] {
  const tokens = [...tokensOf(text)]
  const statements: LogStatement[] = []
  for (let at = 0; at < tokens.length && statements.length < MAX_STATEMENTS; at++) {
    const call = callAt(tokens, at)
    if (call === undefined) continue
    const pieces = piecesOf(argumentsOf(tokens, at + 2))
    if (pieces.join('').replaceAll(/[^\p{L}\p{N}]/gu, '').length < MIN_CONSTANT) continue
    statements.push({ line: tokens[at]?.line ?? 1, call, pieces })
  }
  return statements
}

/** The call that the word at this place is the last of, when it is one that writes. */
function callAt(tokens: readonly Token[], at: number): string | undefined {
  const word = tokens[at]
  if (word?.kind !== 'word' || tokens[at + 1]?.text !== '(') return undefined
  if (!WRITERS.test(word.text) && !PREFIXED.test(word.text) && !ERRORS.test(word.text)) return undefined
  let from = at
  while (isJoint(tokens[from - 1]) && tokens[from - 2]?.kind === 'word') from -= 2
  const name = tokens
    .slice(from, at + 1)
    .map((token) => token.text)
    .join('')
  const before = tokens[from - 1]?.text
  // What follows these words is a definition, not a call.
  if (before === 'def' || before === 'function' || before === 'fn' || before === 'func') return undefined
  return before === 'raise' || before === 'throw' || before === 'new' ? `${before} ${name}` : name
}

function isJoint(token: Token | undefined): boolean {
  return token?.text === '.' || token?.text === ':'
}

/** Tokens between the parentheses, up to the one that closes them. */
function argumentsOf(tokens: readonly Token[], from: number): Token[] {
  let depth = 1
  let at = from
  for (; at < tokens.length && at < from + MAX_ARGUMENTS; at++) {
    const { text, kind } = tokens[at] ?? { text: ')', kind: 'sign' }
    if (kind === 'string') continue
    if (text === '(') depth++
    if (text === ')' && --depth === 0) break
  }
  return tokens.slice(from, at)
}

/** Constant pieces of the first text among the arguments and of those joined to it. */
function piecesOf(given: readonly Token[]): string[] {
  const first = given.findIndex(({ kind, text }) => kind === 'string' && /\p{L}{2}/u.test(text))
  if (first < 0) return []
  const pieces: string[] = []
  for (let at = first; at < given.length; at++) {
    const token = given[at]
    if (token?.kind === 'string') pieces.push(...token.text.split(PARAMETER))
    // After the text come values; only what is joined to it goes on.
    if (token?.text === ',' && pieces.length > 0) break
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '')
}
