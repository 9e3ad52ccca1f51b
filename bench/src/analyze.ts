import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Citation, TurnAnswer } from '@faultmaven/contracts'

const BUNDLE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'server', 'faultmaven.mjs')

/** The answer of `faultmaven analyze --json` with these arguments. */
export function analyze(args: readonly string[]): TurnAnswer {
  const { stdout } = spawnSync(process.execPath, [BUNDLE, 'analyze', '--json', ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout) as TurnAnswer
}

/** The lines a citation stands on; a search stands on the first that it found. */
export function placesOf(citation: Citation): { file: string; line: number; text: string }[] {
  if (citation.kind === 'search') return citation.first.flatMap(placesOf)
  return [{ file: citation.sourceName, line: citation.line, text: citation.quote }]
}
