import { ProblemError } from '@faultmaven/rpc'
import { RE2JS, RE2JSException } from 're2js'

/** A regular expression that takes linear time, and what is known of it without trying. */
export type Pattern = {
  readonly test: (line: string) => boolean
  /** Text that stands in every match; undefined when there is none worth searching for. */
  readonly required: string | undefined
  /** A match is one wherever it stands: nothing asks for the beginning or end of a line or a word. */
  readonly isFree: boolean
}

/** Shorter ones are in almost every line. */
const MIN_REQUIRED = 3

/** @throws {ProblemError} `request.invalid` when it is no regular expression that RE2 takes */
export function readPattern(pattern: string): Pattern {
  const compiled = compile(pattern)
  return {
    test: (line) => compiled.test(line),
    required: requiredLiteral(pattern),
    isFree: !/[\^$]|\\[bBAzZGQ]/.test(pattern),
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    // The first half of the message says what is wrong, the second quotes the pattern.
    const why = /^error parsing regexp: ([a-z ()]+)/i.exec(error.message)?.[1]?.trim() ?? 'it is too large'
    throw new ProblemError('request.invalid', {
      detail: `The regular expression cannot be read: ${why}. It takes the syntax of RE2, without look-around and back-references`,
      errors: [{ pointer: '/filter/pattern', detail: 'Expected a regular expression of RE2' }],
      cause: error,
    })
  }
}

/**
 * The longest run of plain characters that stands in every match. Only what is certain: the part of the pattern outside groups, when
 * nothing offers an alternative and no flag is set; a character before `?`, `*` or `{` may be missing.
 */
export function requiredLiteral(pattern: string): string | undefined {
  if (/[|\ud800-\udfff]|\(\?|\\[QE]/.test(pattern)) return undefined
  let depth = 0
  let run = ''
  let longest = ''
  const end = () => {
    if (run.length > longest.length) longest = run
    run = ''
  }
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (character === '[') {
      end()
      at = endOfClass(pattern, at)
    } else if (character === '\\') {
      const next = pattern[++at] ?? ''
      // A letter or digit names a class, an assertion or a code; anything else stands for itself.
      if (/[A-Za-z0-9]/.test(next)) {
        end()
        // The braces of `\p{…}` and `\x{…}` are no repetition.
        if (/[pPx]/.test(next) && pattern[at + 1] === '{') at = Math.max(at, pattern.indexOf('}', at))
      } else if (depth === 0) run += next
    } else if ('?*{'.includes(character)) {
      run = run.slice(0, -1)
      end()
      if (character === '{') at = Math.max(at, pattern.indexOf('}', at))
    } else if ('.^$+()'.includes(character)) {
      end()
      if (character === '(') depth++
      if (character === ')') depth--
    } else if (depth === 0) run += character
  }
  end()
  return longest.length >= MIN_REQUIRED ? longest : undefined
}

/** Place of the bracket that closes a character class. */
function endOfClass(pattern: string, from: number): number {
  let at = from + 1
  if (pattern[at] === '^') at++
  if (pattern[at] === ']') at++
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at) + 1)
  }
  return at
}
