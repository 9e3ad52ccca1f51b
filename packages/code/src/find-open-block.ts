/** Languages whose blocks are braces, and whose strings and comments are told without parsing. */
const BRACED = new Set(['java', 'kotlin', 'scala', 'go', 'rust', 'c', 'cpp', 'csharp'])
const MAX_CHARACTERS = 2 ** 20
/** Comments, texts over lines, texts, characters: braces in them are none. Each alternative begins with a sign of its own. */
const QUOTED =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|'(?:\\.[^'\n]{0,8}|[^'\\\n])'/g

/**
 * Line of the innermost block of a program that its end leaves open; undefined where all are closed, where the language has no such
 * blocks, and where conditional compilation or raw texts may hold braces of their own.
 */
export function findOpenBlock(language: string, text: string): number | undefined {
  if (!BRACED.has(language) || text.length > MAX_CHARACTERS || /^\s*#\s*if|\br#*"|@"/m.test(text)) return undefined
  const plain = text.replaceAll(QUOTED, (quoted) => quoted.replaceAll(/[^\n]/g, ' '))
  const open: number[] = []
  let line = 1
  for (const sign of plain) {
    if (sign === '\n') line += 1
    else if (sign === '{') open.push(line)
    else if (sign === '}') open.pop()
  }
  return open.at(-1)
}
