import { createRestorer, type Token } from './restore.ts'
import type { Vault } from './vault.ts'

/** A shorter word, or one of letters alone, may stand elsewhere without being the secret. */
const SHORTEST = 8
const SHORTEST_OF_LETTERS = 20

/**
 * Replaces the secrets that are known by now wherever else they stand: a password is told by the word before it once, and may be repeated
 * anywhere without. Undefined where none is known.
 */
export function createKnownSecrets({ entries }: Vault): ((text: string) => string) | undefined {
  const known = entries
    .filter(({ type, value }) => type === 'SECRET' && isTelling(value))
    .map(({ value, placeholder }): Token => [value, placeholder])
  return known.length === 0 ? undefined : createRestorer(known).text
}

function isTelling(value: string): boolean {
  return value.length >= (/^\p{L}+$/u.test(value) ? SHORTEST_OF_LETTERS : SHORTEST)
}
