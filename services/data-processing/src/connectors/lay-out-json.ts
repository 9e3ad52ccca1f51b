import { LiveSourceFailure } from './live-source-failure.ts'
import { childrenOf, readBrackets, type Brackets } from './json-text.ts'

/** A container of scalars alone that fits stays on one line: a sample, a set of labels. */
const WIDTH = 160
/** Of a reply that is laid out, 16 MiB: what is larger is not read as a document, see `ingest/read-source.ts`. */
export const MAX_CHARACTERS = 16 * 2 ** 20
/** More values than an API gives in one reply: laying them out would take seconds. */
const MAX_LINES = 300_000

/**
 * The same JSON with a line for every value that can be cited: APIs answer on one line. Values stand as they came, digit by digit.
 * @throws {LiveSourceFailure} for what is no JSON, and what would become larger than 16 MiB
 */
export function layOutJson(text: string): string {
  const brackets = readBrackets(text)
  const start = text.search(/\S/)
  return `${print(text, brackets, start)}\n`
}

function print(text: string, brackets: Brackets, start: number): string {
  const lines: string[] = []
  let characters = 0
  const add = (line: string) => {
    characters += line.length + 1
    if (characters > MAX_CHARACTERS || lines.length >= MAX_LINES)
      throw new LiveSourceFailure('Its reply has too many values to be read')
    lines.push(line)
  }
  function walk(from: number, to: number, lead: string, indent: string): void {
    if (!brackets.has(from) || (to - from <= WIDTH && !/[[{]/.test(text.slice(from + 1, to)))) {
      return add(`${lead}${oneLine(text.slice(from, to))}${commaAt(text, to)}`)
    }
    add(`${lead}${text[from]}`)
    const inner = `${indent}  `
    for (const child of childrenOf(text, brackets, from)) {
      const key = child.key === undefined ? '' : `${JSON.stringify(child.key)}: `
      walk(child.from, child.to, `${inner}${key}`, inner)
    }
    add(`${indent}${text[to - 1]}${commaAt(text, to)}`)
  }
  walk(start, brackets.get(start) ?? text.trimEnd().length, '', '')
  return lines.join('\n')
}

/** The comma that follows a value, if it is not the last. */
function commaAt(text: string, at: number): string {
  let next = at
  while (next < text.length && text.charCodeAt(next) <= 0x20) next += 1
  return text[next] === ',' ? ',' : ''
}

/** No string of JSON holds a line break: white space around one is layout. */
function oneLine(json: string): string {
  return json.replaceAll(/\s*[\r\n]\s*/g, ' ')
}
