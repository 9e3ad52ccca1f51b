import { findOpenBlock } from '@faultmaven/code'
import type { SyntaxFault } from '@faultmaven/config'

/** What the end of a name says more exactly than the content does. */
const LANGUAGES = new Map([
  ['java', 'java'],
  ['kt', 'kotlin'],
  ['scala', 'scala'],
  ['go', 'go'],
  ['rs', 'rust'],
  ['c', 'c'],
  ['cc', 'cpp'],
  ['cpp', 'cpp'],
  ['cs', 'csharp'],
])

/** The block of a program that its end leaves open, as a fault of the file. @param format as the content was recognised */
export function findOpenBlocks(name: string, format: string, text: string): SyntaxFault[] {
  const language = LANGUAGES.get(/\.(\w{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '') ?? format
  const line = findOpenBlock(language, text)
  return line === undefined ? [] : [{ line, message: 'a block that begins here is not closed' }]
}
