import type { Block } from '../documents/parsed-document.ts'

const SHELLS = new Set(['sh', 'shell', 'bash', 'zsh', 'console', 'shell-session', 'terminal', 'powershell'])
const PROMPT = /^\s*(?:\$|#|PS>|>)\s+(?=\S)/
const MAX_CHARACTERS = 2000

/**
 * The commands of a listing of a shell: where lines have prompts those lines alone, for the others are output.
 * @returns undefined when it is no such listing, or one too long to be typed
 */
export function commandsIn({ text, language = '' }: Extract<Block, { readonly toLine: number }>): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const prompted = lines.filter((line) => /^\s*(\$|PS>)\s+\S/.test(line))
  const isShell = SHELLS.has(language.toLowerCase())
  const typed = prompted.length > 0 ? prompted : isShell ? lines : []
  const commands = typed.map((line) => (prompted.length > 0 ? line.replace(PROMPT, '') : line)).join('\n')
  return commands === '' || commands.length > MAX_CHARACTERS ? undefined : commands
}
