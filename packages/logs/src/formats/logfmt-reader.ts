import type { FormatReader } from './pattern-reader.ts'
import { readScalars, type Scalars } from './structured-fields.ts'

const PAIR = /([A-Za-z_@][\w.@/-]{0,100})=(?:"((?:[^"\\]|\\.){0,4000})"|([^\s"]{0,2000}))(?:\s{1,4}|$)/y
const MAX_PAIRS = 60
const TELLING = /(?:^|\s)(?:level|lvl|severity|msg|message|ts|time|err|error)=/

/** Reader of lines that are pairs `key=value` from the first character to the last. */
export function createLogfmtReader(): FormatReader {
  return {
    name: 'logfmt',
    wraps: false,
    bodyOf: (text) => (readPairs(text) === undefined ? undefined : text),
    read: (text, times) => {
      const pairs = readPairs(text)
      return pairs === undefined ? undefined : readScalars(pairs, 'logfmt', text, times)
    },
  }
}

function readPairs(text: string): Scalars | undefined {
  const equals = text.indexOf('=')
  if (equals <= 0 || equals > 40 || !TELLING.test(text.slice(0, 2048))) return undefined
  const pairs = new Map<string, string | number | boolean>()
  let at = 0
  while (at < text.length && pairs.size < MAX_PAIRS) {
    PAIR.lastIndex = at
    const found = PAIR.exec(text)
    if (found === null) break
    const [whole, key = '', quoted, bare = ''] = found
    if (!pairs.has(key)) pairs.set(key, quoted === undefined ? bare : unescape(quoted))
    at += whole.length
  }
  // A message that ends in something else than a pair is read all the same; one that merely contains pairs is not logfmt.
  return pairs.size >= 2 && (at >= text.length || at > text.length * 0.6) ? pairs : undefined
}

function unescape(quoted: string): string {
  if (!quoted.includes('\\')) return quoted
  return quoted.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped))
}
